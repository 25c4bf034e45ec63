import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeWeb

@Suite("Leaders on the dashboard")
struct LeaderRowTests {
    @Test(arguments: [("em.squad", nil), ("hallucination.nli", "true")] as [(String, String?)])
    func `the list begins with the best, whichever way the metric counts`(_ metric: String, _ reversed: String?) throws
    {
        let result = MetricResult(metric: metric, version: 1, value: 0.5, scored: 5, total: 5, unit: "proportion")
        let row = LeaderRow(
            DatasetLeader(
                dataset: "capitals", split: "dev", experiment: try StoredFixture().experiment, result: result,
                competitors: 2))
        let base = "/experiments?dataset=capitals&sort=value"
        #expect(row.listPath == base + (reversed.map { "&reversed=\($0)" } ?? ""))
    }
}
