import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation
import Testing

@testable import ForgeTuning

@Suite("Trainings of a home")
struct TrainingLibraryTests {
    @Test func `what is in a home is found, and nothing else`() throws {
        let fixture = try TrainingFixture()
        #expect(fixture.library.list().isEmpty)
        try fixture.pairs()
        try fixture.begin("a")
        for name in [".references", "empty", ".deleted-b"] {
            try FileManager.default.createDirectory(
                at: fixture.home.trainings.appending(path: name), withIntermediateDirectories: true)
        }
        #expect(fixture.library.names() == ["a"])
        let training = try fixture.library.get("a")
        #expect(training.progress.step == 3 && training.progress.steps == 6)
        #expect(training.summary == "About a" && training.model == "base.gguf")
        #expect(training.last?["loss"] == 0.6931 - 0.02)
        let error = #expect(throws: TuningError.self) { try fixture.library.get("b") }
        #expect(error?.kind == .notFound)
    }

    @Test(arguments: [
        (RunRecord.Phase.training, TrainingState.interrupted), (.preparing, .interrupted), (.stopped, .stopped),
        (.failed, .failed),
    ])
    func `nobody trains it: the state is what its last run left`(_ phase: RunRecord.Phase, _ state: TrainingState)
        throws
    {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        try fixture.begin("a", phase: phase)
        #expect(try fixture.library.get("a").state == state)
        #expect(state.canContinue)
    }

    @Test func `while somebody holds the folder it runs, and cannot be deleted`() throws {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        let run = try fixture.begin("a")
        try FolderLock.holding(run) {
            let training = try fixture.library.get("a")
            #expect(training.state == .running)
            // 3 steps of 2 pairs at 2 pairs a second.
            #expect(training.progress.remaining == 3)
            #expect(throws: TrainingError.self) { try fixture.library.delete("a") }
        }
        try fixture.library.delete("a")
        #expect(fixture.library.names().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: run.url.path))
    }

    @Test func `a folder of an older version is told from its config and metrics`() throws {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        let run = try fixture.begin("a")
        try FileManager.default.removeItem(at: run.url.appending(path: "run.json"))
        let training = try fixture.library.get("a")
        // 4 pairs by 2, three times.
        #expect(training.progress.steps == 6 && training.state == .interrupted)
    }

    @Test func `torn and broken files spoil nothing`() throws {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        let run = try fixture.begin("a")
        try Data("{\"ph".utf8).write(to: run.url.appending(path: "run.json"))
        let handle = try FileHandle(forWritingTo: run.metrics)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"step\":9,".utf8))
        try handle.close()
        #expect(try fixture.library.get("a").progress.step == 3)
    }

    @Test func `held-out pairs are counted before and after`() throws {
        func pair(_ before: Bool, _ after: Bool) -> String {
            """
            {"id":"x","chosenReward":0.1,"rejectedReward":0,"policy":{"chosen":\(after ? -1 : -3),"rejected":-2},
            "reference":{"chosen":\(before ? -1 : -3),"rejected":-2}}
            """
        }
        let pairs = [pair(true, true), pair(false, true), pair(false, true), pair(true, false)]
        let text = """
            {"pairs":4,"loss":0.6,"rewardAccuracy":{"value":1,"low":0.5,"high":1},"margin":{"value":0.1,"low":0,"high":0.2},
            "preferredBefore":0.5,"preferredAfter":0.75,"details":[\(pairs.joined(separator: ","))]}
            """
        let summary = HeldOutSummary(try JSON.decode(HeldOutEvaluation.self, from: text))
        #expect(summary.preferredBefore.value == 0.5 && summary.preferredAfter.value == 0.75)
        #expect(summary.onlyBefore == 1 && summary.onlyAfter == 2)
        // Exact binomial, 1 of 3, two-sided.
        #expect(summary.pValue == 1)
        // Wilson, 2 of 4.
        #expect(abs(summary.preferredBefore.low - 0.15) < 0.001 && abs(summary.preferredBefore.high - 0.85) < 0.001)
    }

    @Test func `the curves draw what was logged`() throws {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        let run = try fixture.begin("a")
        let chart = try TrainingCharts.chart("loss", of: run)
        #expect(chart.table.rows.last == ["3", "0.6731"])
        #expect(chart.description.contains("from 0.6931 at step 1 to 0.6731 at step 3"))
        #expect(throws: TuningError.self) { try TrainingCharts.chart("lengths", of: run) }
        let unknown = #expect(throws: TuningError.self) { try TrainingCharts.chart("lots", of: run) }
        #expect(unknown?.kind == .notFound)
    }
}
