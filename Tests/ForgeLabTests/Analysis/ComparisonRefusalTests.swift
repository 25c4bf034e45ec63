import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ComparisonRefusalTests {
    private let first = AnalysisFixtures.side("a", 10, right: 0..<3)

    private func refusal(
        _ sides: [ComparedExperiment], metrics: [MetricInfo] = [AnalysisFixtures.em],
        _ options: ComparisonOptions = .init()
    ) -> LabError? {
        #expect(throws: LabError.self) { try Comparison.make(sides, metrics: metrics, options: options) }
    }

    @Test func `one experiment is no comparison`() {
        #expect(refusal([first])?.code == "compare.too-few")
        #expect(refusal([])?.code == "compare.too-few")
    }

    @Test func `the same experiment twice is refused`() {
        #expect(refusal([first, first])?.code == "compare.same")
    }

    @Test func `different samples are refused, both named`() {
        var other = AnalysisFixtures.side("b", 10, right: [])
        other.experiment.sampleHash = "ffff00001111"
        other.experiment.seed = 8
        let error = refusal([first, other])
        #expect(error?.code == "compare.samples-differ")
        #expect(error?.kind == .conflict)
        #expect(
            error?.cause
                == "a: nq-open test, 10 questions, seed 7, sample aaaabbbb; "
                + "b: nq-open test, 10 questions, seed 8, sample ffff0000.")
        #expect(error?.remedy?.contains("matrix") == true)
    }

    @Test(arguments: [ExperimentStatus.pending, .running, .failed, .stopped])
    func `an unfinished experiment is refused with the way to finish it`(status: ExperimentStatus) {
        var other = AnalysisFixtures.side("b", 10, right: [])
        other.experiment.status = status
        other.experiment.done = 4
        let error = refusal([first, other])
        #expect(error?.code == "compare.unfinished")
        #expect(error?.remedy?.contains("forge resume id-b") == true)
    }

    @Test func `missing or doubled predictions are refused`() {
        var other = AnalysisFixtures.side("b", 10, right: [])
        other.rows.removeLast()
        #expect(refusal([first, other])?.code == "compare.incomplete")
        other.rows.append(other.rows[0])
        #expect(refusal([first, other])?.code == "compare.incomplete")
    }

    @Test func `a metric without scores names the experiment to rescore`() {
        var other = AnalysisFixtures.side("b", 10, right: [])
        for index in other.rows.indices { other.rows[index].scores = [:] }
        let error = refusal([first, other], .init(metric: "em.squad"))
        #expect(error?.code == "compare.metric-missing")
        #expect(error?.remedy == "`forge rescore id-b --metric em.squad`")
        #expect(refusal([first, other])?.code == "compare.metric-missing")
    }

    @Test func `an unknown metric gets the nearest name`() {
        let other = AnalysisFixtures.side("b", 10, right: [])
        let error = refusal([first, other], .init(metric: "em.sqad"))
        #expect(error?.code == "compare.metric-unknown")
        #expect(error?.remedy?.hasPrefix("Did you mean `em.squad`?") == true)
    }

    @Test func `scores of another version of the metric are refused`() {
        var other = AnalysisFixtures.side("b", 10, right: [])
        other.versions = ["em.squad": 2]
        #expect(refusal([first, other])?.code == "compare.metric-version")
    }

    @Test func `a baseline that is not compared is refused`() {
        let other = AnalysisFixtures.side("b", 10, right: [])
        #expect(refusal([first, other], .init(baseline: "id-z"))?.code == "compare.baseline")
    }
}
