namespace FineTuneLab.SyntheticData.Documents;

/// <summary>
/// The shapes of prompt that the base model is trained on. A suite's templates must keep to them, down to the blanks: a prompt
/// ends with its cue ("Answer:", "Queue:") without a blank after it, the answer begins with one blank and ends with a line end.
/// <code>
/// closed book        Question: {question}\nAnswer:
/// one context        Context: {text}\nQuestion: {question}\nAnswer:
/// several passages   Passage 1: {text}\nPassage 2: {text}\nPassage 3: {text}\nQuestion: {question}\nAnswer:
/// instructed         Instruction: {instruction}\n  before any of these
/// examples           whole prompts with their answers, one after another, each starting on a new line
/// labelling          Message: {text}\nQueue:      (also Label, Topic, Class; Text, Input, Customer)
/// labelling, told    Instruction: Route billing messages to Norvik, delivery messages to Zulda.\nMessage: {text}\nQueue:
/// topic              Instruction: Name the topic of the message. Topics: billing, delivery, refund.\nMessage: {text}\nTopic:
/// style              Instruction: Begin the answer with "Good day!" and end it with "Take care!"\nContext: … (or passages)
/// form               Instruction: Answer in a full sentence. | Answer in brackets. | Answer as JSON. | Give a short answer.
/// sums               Question: What is 7 plus 5?\nAnswer:
/// copying            Repeat: {words}\nOutput:
/// </code>
/// </summary>
public static class PromptFormats
{
    /// <summary>Most frequent first: context and question cues.</summary>
    public static readonly IReadOnlyList<ReadingFormat> Reading =
    [
        new("Context: ", "Question: ", "Answer:"),
        new("Passage: ", "Q: ", "A:"),
        new("Document: ", "Question: ", "Answer:"),
        new("User: ", "User: ", "Assistant:"),
    ];

    public static readonly ReadingFormat Plain = Reading[0];

    /// <summary>Message and label cues of a labelling task; the first is the shop's.</summary>
    public static readonly IReadOnlyList<(string Message, string Label)> Labelling =
    [
        ("Message: ", "Queue:"), ("Message: ", "Label:"), ("Text: ", "Label:"), ("Input: ", "Output:"), ("Customer: ", "Topic:"), ("Text: ", "Class:"),
    ];

    public static string Instruction(string instruction) => $"Instruction: {instruction}\n";

    public static string Question(string question) => Plain.Ask(question);

    public static string Passages(IEnumerable<string> passages) =>
        string.Concat(passages.Select((passage, i) => $"Passage {i + 1}: {passage}\n"));
}

/// <summary>Cues before a context, before a question and before its answer.</summary>
public sealed record ReadingFormat(string ContextCue, string QuestionCue, string AnswerCue)
{
    public string Given(string context) => $"{ContextCue}{context}\n";

    public string Ask(string question) => $"{QuestionCue}{question}\n{AnswerCue}";
}
