import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite("The meter of a run")
struct RunMeterTests {
    private static func experiment(done: Int = 0) throws -> Experiment {
        var experiment = try StoredFixture(count: 10).experiment
        experiment.done = done
        experiment.elapsed = 100
        experiment.status = .running
        return experiment
    }

    private static func prediction(_ index: Int, _ score: Double) throws -> Prediction {
        try StoredFixture(count: 10).prediction(index, scores: ["em.triviaqa": score, "f1.triviaqa": 0.5])
    }

    @Test func `before the first answer there is no rate and no result`() throws {
        var meter = RunMeter(try Self.experiment(), tallies: [])
        meter.start(try Self.experiment(), at: 5)
        let progress = meter.progress(at: 8)
        #expect(progress.rate == nil)
        #expect(progress.remaining == nil)
        #expect(progress.result == nil)
        #expect(progress.elapsed == 103)
        #expect(progress.isQueued)
    }

    @Test func `rate and remaining time are those of the present run`() throws {
        var meter = RunMeter(try Self.experiment(done: 4), tallies: [])
        meter.start(try Self.experiment(done: 4), at: 10)
        meter.add(try Self.prediction(4, 1), done: 5)
        meter.add(try Self.prediction(5, 0), done: 6)
        let progress = meter.progress(at: 14)
        #expect(progress.done == 6)
        #expect(progress.rate == 0.5)
        #expect(progress.remaining == 8)
    }

    @Test func `the deciding metric goes on from the scores of earlier runs`() throws {
        let earlier = ScoreTally(metric: "em.triviaqa", count: 4, sum: 3, sumOfSquares: 3)
        var meter = RunMeter(try Self.experiment(done: 4), tallies: [earlier])
        meter.start(try Self.experiment(done: 4), at: 0)
        meter.add(try Self.prediction(4, 1), done: 5)
        let result = try #require(meter.progress(at: 1).result)
        #expect(result.metric == "em.triviaqa")
        #expect(result.value == 0.8)
        #expect(result.scored == 5)
        #expect(result.interval == "wilson")
        let wilson = try #require(Statistics.wilson(successes: 4, trials: 5))
        #expect(result.low == wilson.low)
        #expect(result.high == wilson.high)
        #expect(meter.decidingMetric == "em.triviaqa")
    }

    @Test(arguments: TaskFamily.allCases)
    func `without configured metrics the family's own decide, as in the final results`(family: TaskFamily) throws {
        let metrics = AnswerMetrics.defaults(for: family).map(\.name)
        let tallies = metrics.map { ScoreTally(metric: $0, count: 2, sum: 1, sumOfSquares: 1) }.shuffled()
        let results = RunningResults(tallies: tallies, of: try Self.experiment()).results
        #expect(results.map(\.metric) == metrics)
    }

    @Test func `a mean has the normal interval`() throws {
        let tally = ScoreTally(metric: "f1.squad", count: 4, sum: 2, sumOfSquares: 1.5)
        let result = try #require(RunningResults(tallies: [tally], of: try Self.experiment()).results.first)
        #expect(result.interval == "normal")
        // Variance 1/6, standard error sqrt(1/24), times 1.96.
        #expect(abs((result.high ?? 0) - 0.5 - 0.400_08) < 1e-4)
    }
}
