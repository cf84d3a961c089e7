namespace FineTuneLab.SyntheticData.Messages;

/// <summary>Topics of everyday talk: they keep labelling from being about support errands alone.</summary>
public static class EverydayTopics
{
    public static readonly IReadOnlyList<Topic> All =
    [
        new("weather",
            ["It will {rain|snow} {tomorrow|tonight}.", "The {storm|wind} is very strong today.", "The sky is {cloudy|clear} and the sun is {weak|warm}.", "It was {cold|hot} with some {rain|snow}."],
            ["A {storm|cold wind} is coming from the north.", "The rain will stop tomorrow."]),
        new("food",
            ["I {ate|cooked} {FOOD} for dinner.", "The {soup|cake} tastes {sweet|salty|great}.", "She baked {FOOD} with some {sugar|salt}.", "We had {FOOD} for {lunch|dinner}."],
            ["This dish needs more {salt|sugar}.", "He cooked tasty {FOOD} for lunch."]),
        new("sport",
            ["The team {won|lost} the match.", "She {scored|missed} a goal.", "He ran the race in {two|three} hours.", "The {player|coach} kicked the ball."],
            ["Our team plays a game on {DAY}.", "The coach trained the players for the match."]),
        new("animals",
            ["The {PET} sleeps in the {barn|garden}.", "My {PET} chased the {PET}.", "A {PET} drinks water near the tree.", "The {PET} eats grass and has four legs."],
            ["We fed the {PET} in the barn.", "The hungry {PET} barked at the tree."]),
        new("music",
            ["She plays the {guitar|piano|violin}.", "The band sang a {new|sad|happy} song.", "He wrote a song for the {piano|choir}.", "The {choir|band} practised the melody."],
            ["I heard a violin and a drum.", "The song has a {sad|happy} melody."]),
        new("money",
            ["The {bank|market} raised the interest.", "He saved {NUMBER} dollars in the bank.", "The {price|value} of gold went up.", "She took a loan from the bank."],
            ["Stocks fell in the market.", "The bank lowered the interest on loans."]),
    ];
}
