using FineTuneLab.Web.Components.Data;

namespace FineTuneLab.Web.Tests.Components;

public sealed class UploadedFileTests
{
    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\data\\messages.csv", "messages.csv")]
    [InlineData("..", "upload.csv")]
    [InlineData("a b;rm -rf.csv", "a-b-rm--rf.csv")]
    [InlineData(".hidden.csv", "hidden.csv")]
    public void NameFromABrowser_StaysWhereItIsPut(string name, string safe) => UploadedFile.SafeName(name).ShouldBe(safe);
}
