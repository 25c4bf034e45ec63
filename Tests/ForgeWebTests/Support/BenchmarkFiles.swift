import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation

@testable import ForgeWeb

/// Documents of benchmarks in a fixture's home: a matrix that was really run on the scripted model, in a store of its own,
/// with a memory profile, and one that has not begun.
enum BenchmarkFiles {
    static let measured = "measured"
    static let begun = "begun"

    static func write(_ fixture: WebFixture) async throws {
        var laboratory = fixture.services.experiments.laboratory
        laboratory.store = try await TemporaryStore.make()
        let shelf = fixture.services.benchmarks
        let loader = ConfigLoader(catalogue: laboratory.models.catalogue)
        let plan = try loader.benchMatrix(text: config(measured))
        let report = try await BenchMatrixRun(plan, laboratory: laboratory, shelf: shelf).run()
        try shelf.save(profile(report))
        var empty = report
        empty.name = begun
        for index in empty.cells.indices {
            empty.cells[index].state = .pending
            empty.cells[index].measured = nil
            empty.cells[index].experiments = []
        }
        empty.cells[0].state = .failed
        empty.cells[0].reason = "No <memory> for it."
        try shelf.save(empty)
    }

    private static func config(_ name: String) -> String {
        """
        name: \(name)
        description: Plain & thoughtful
        model: parrot
        dataset: capitals
        metrics: [contains]
        batch: 3
        methods: [naive, {name: cot, label: thinking}]
        serving: [sequential, batched]
        """
    }

    private static func profile(_ report: BenchMatrixReport) -> MemoryProfile {
        var profile = MemoryProfile(
            name: report.name, model: report.model, serving: "batched", contextLength: 2048, limit: 1 << 30,
            limitReason: "as asked for", methods: ["naive", "thinking"], batches: [1, 8],
            estimates: [1, 8].map { .init(batch: $0, weights: 90_000_000, cache: 1_000_000 * $0, compute: 50_000_000) })
        for (method, batch) in [("naive", 1), ("naive", 8), ("thinking", 1)] {
            profile.cells.append(
                .init(
                    method: method, batch: batch, state: .fits,
                    trial: MemoryTrial(
                        before: 40_000_000, peak: 180_000_000 + batch * 1_000_000, device: nil, sequences: 8,
                        questions: batch)))
        }
        profile.cells.append(.init(method: "thinking", batch: 8, state: .exceeds, reason: "its process was ended"))
        profile.largest = [
            .init(method: "naive", batch: 8, most: 8, reason: nil),
            .init(method: "thinking", batch: 1, most: 8, reason: "its process was ended"),
        ]
        return profile
    }
}
