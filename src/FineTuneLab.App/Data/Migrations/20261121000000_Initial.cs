using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FineTuneLab.App.Data.Migrations;

/// <summary>The first schema.</summary>
[DbContext(typeof(LabDb))]
[Migration("20261121000000_Initial")]
public sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "Experiments",
            columns: table => new
            {
                Name = table.Column<string>(type: "TEXT", nullable: false),
                Spec = table.Column<string>(type: "TEXT", nullable: false),
                Yaml = table.Column<string>(type: "TEXT", nullable: false),
                Suites = table.Column<string>(type: "TEXT", nullable: false),
                SourceFolder = table.Column<string>(type: "TEXT", nullable: true),
                SubmittedAt = table.Column<long>(type: "INTEGER", nullable: false),
                FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                ResultFile = table.Column<string>(type: "TEXT", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Experiments", x => x.Name);
            });

        migrationBuilder.CreateTable(
            name: "Questions",
            columns: table => new
            {
                Key = table.Column<string>(type: "TEXT", nullable: false),
                Request = table.Column<string>(type: "TEXT", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Questions", x => x.Key);
            });

        migrationBuilder.CreateTable(
            name: "Scores",
            columns: table => new
            {
                Key = table.Column<string>(type: "TEXT", nullable: false),
                RunId = table.Column<string>(type: "TEXT", nullable: false),
                Output = table.Column<string>(type: "TEXT", nullable: true),
                Values = table.Column<string>(type: "TEXT", nullable: false),
                Right = table.Column<bool>(type: "INTEGER", nullable: true),
                Failure = table.Column<string>(type: "TEXT", nullable: true),
                PromptTokens = table.Column<int>(type: "INTEGER", nullable: false),
                CompletionTokens = table.Column<int>(type: "INTEGER", nullable: false),
                Seconds = table.Column<string>(type: "TEXT", nullable: false),
                BatchSize = table.Column<int>(type: "INTEGER", nullable: false),
                FinishReason = table.Column<string>(type: "TEXT", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Scores", x => x.Key);
            });

        migrationBuilder.CreateTable(
            name: "Runs",
            columns: table => new
            {
                Id = table.Column<string>(type: "TEXT", nullable: false),
                ExperimentName = table.Column<string>(type: "TEXT", nullable: false),
                Current = table.Column<bool>(type: "INTEGER", nullable: false),
                Position = table.Column<int>(type: "INTEGER", nullable: false),
                Model = table.Column<string>(type: "TEXT", nullable: false),
                Approach = table.Column<string>(type: "TEXT", nullable: false),
                Spec = table.Column<string>(type: "TEXT", nullable: false),
                Inputs = table.Column<string>(type: "TEXT", nullable: false),
                Retrieval = table.Column<string>(type: "TEXT", nullable: false),
                WeightsKey = table.Column<string>(type: "TEXT", nullable: false),
                Status = table.Column<string>(type: "TEXT", nullable: false),
                Reason = table.Column<string>(type: "TEXT", nullable: true),
                FromCache = table.Column<bool>(type: "INTEGER", nullable: false),
                CancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                QueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                StartedAt = table.Column<long>(type: "INTEGER", nullable: true),
                EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                Device = table.Column<string>(type: "TEXT", nullable: true),
                Pid = table.Column<int>(type: "INTEGER", nullable: true),
                PidStartTicks = table.Column<long>(type: "INTEGER", nullable: true),
                EventOffset = table.Column<long>(type: "INTEGER", nullable: false),
                WorkerFinished = table.Column<bool>(type: "INTEGER", nullable: false),
                Progress = table.Column<string>(type: "TEXT", nullable: true),
                Compute = table.Column<string>(type: "TEXT", nullable: true),
                Tuning = table.Column<string>(type: "TEXT", nullable: true),
                Resources = table.Column<string>(type: "TEXT", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Runs", x => x.Id);
                table.ForeignKey(
                    name: "FK_Runs_Experiments_ExperimentName",
                    column: x => x.ExperimentName,
                    principalTable: "Experiments",
                    principalColumn: "Name",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "Artifacts",
            columns: table => new
            {
                RunId = table.Column<string>(type: "TEXT", nullable: false),
                Name = table.Column<string>(type: "TEXT", nullable: false),
                Path = table.Column<string>(type: "TEXT", nullable: false),
                Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                Sha256 = table.Column<string>(type: "TEXT", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Artifacts", x => new { x.RunId, x.Name });
                table.ForeignKey(
                    name: "FK_Artifacts_Runs_RunId",
                    column: x => x.RunId,
                    principalTable: "Runs",
                    principalColumn: "Id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "Metrics",
            columns: table => new
            {
                RunId = table.Column<string>(type: "TEXT", nullable: false),
                Name = table.Column<string>(type: "TEXT", nullable: false),
                Step = table.Column<long>(type: "INTEGER", nullable: false),
                Value = table.Column<string>(type: "TEXT", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Metrics", x => new { x.RunId, x.Name, x.Step });
                table.ForeignKey(
                    name: "FK_Metrics_Runs_RunId",
                    column: x => x.RunId,
                    principalTable: "Runs",
                    principalColumn: "Id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "Notices",
            columns: table => new
            {
                Id = table.Column<long>(type: "INTEGER", nullable: false)
                    .Annotation("Sqlite:Autoincrement", true),
                RunId = table.Column<string>(type: "TEXT", nullable: false),
                Time = table.Column<long>(type: "INTEGER", nullable: false),
                Message = table.Column<string>(type: "TEXT", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Notices", x => x.Id);
                table.ForeignKey(
                    name: "FK_Notices_Runs_RunId",
                    column: x => x.RunId,
                    principalTable: "Runs",
                    principalColumn: "Id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "RunItems",
            columns: table => new
            {
                RunId = table.Column<string>(type: "TEXT", nullable: false),
                Suite = table.Column<string>(type: "TEXT", nullable: false),
                Item = table.Column<string>(type: "TEXT", nullable: false),
                Position = table.Column<int>(type: "INTEGER", nullable: false),
                Key = table.Column<string>(type: "TEXT", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_RunItems", x => new { x.RunId, x.Suite, x.Item });
                table.ForeignKey(
                    name: "FK_RunItems_Questions_Key",
                    column: x => x.Key,
                    principalTable: "Questions",
                    principalColumn: "Key",
                    onDelete: ReferentialAction.Cascade);
                table.ForeignKey(
                    name: "FK_RunItems_Runs_RunId",
                    column: x => x.RunId,
                    principalTable: "Runs",
                    principalColumn: "Id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateIndex(
            name: "IX_Notices_RunId",
            table: "Notices",
            column: "RunId");

        migrationBuilder.CreateIndex(
            name: "IX_RunItems_Key",
            table: "RunItems",
            column: "Key");

        migrationBuilder.CreateIndex(
            name: "IX_Runs_ExperimentName",
            table: "Runs",
            column: "ExperimentName");

        migrationBuilder.CreateIndex(
            name: "IX_Runs_Status",
            table: "Runs",
            column: "Status");

        migrationBuilder.CreateIndex(
            name: "IX_Runs_WeightsKey",
            table: "Runs",
            column: "WeightsKey");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(
            name: "Artifacts");

        migrationBuilder.DropTable(
            name: "Metrics");

        migrationBuilder.DropTable(
            name: "Notices");

        migrationBuilder.DropTable(
            name: "RunItems");

        migrationBuilder.DropTable(
            name: "Scores");

        migrationBuilder.DropTable(
            name: "Questions");

        migrationBuilder.DropTable(
            name: "Runs");

        migrationBuilder.DropTable(
            name: "Experiments");
    }
}
