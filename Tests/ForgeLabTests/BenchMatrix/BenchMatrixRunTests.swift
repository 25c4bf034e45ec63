import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

@Suite struct `A matrix's run` {
    private static let text = """
        name: bench
        model: parrot
        dataset: capitals
        metrics: [em.squad]
        batch: 3
        methods: [naive, {name: naive, label: second}]
        serving: [sequential, batched]
        """

    private func run(
        _ fixture: LabFixture, _ text: String = text, again: Bool = false,
        onCell: @Sendable (BenchMatrixReport) -> Void = { _ in }
    ) async throws -> BenchMatrixReport {
        let loader = ConfigLoader(catalogue: fixture.laboratory.models.catalogue)
        return try await BenchMatrixRun(
            loader.benchMatrix(text: text), laboratory: fixture.laboratory, shelf: BenchmarkShelf(home: fixture.home)
        ).run(again: again, onCell: onCell)
    }

    @Test func `Every cell is measured and compared with one question at a time`() async throws {
        let fixture = try await LabFixture(delay: .milliseconds(40))
        let kept = Mutex<[Int]>([])
        let report = try await run(fixture) { report in kept.withLock { $0.append(report.done) } }
        #expect(kept.withLock { $0 } == [0, 1, 2, 3, 4])
        #expect(report.isComplete)
        #expect(report.questions == LabFixture.questions.count)
        #expect(report.cells.map(\.state) == [.done, .done, .done, .done])
        let cell = try #require(report.cell("naive", "batched")?.measured)
        #expect(cell.accuracy?.value == 1)
        #expect(cell.agreement?.verdict == .identical)
        #expect(cell.agreement?.compared == 6)
        #expect(cell.agreement?.difference?.difference == 0)
        // Six questions of 40 ms three at a time against one at a time.
        #expect(try #require(cell.figures[CellFigure.speedup]).median > 1.2)
        #expect(report.cell("naive", "sequential")?.measured?.agreement == nil)
        #expect(try BenchmarkShelf(home: fixture.home).matrix("bench") == report)
        #expect(report.agreementSentence.contains("accuracy did not change"))
    }

    @Test func `What is finished is not measured again, and a cell that was cut off is measured from its beginning`()
        async throws
    {
        let fixture = try await LabFixture()
        let plan = try ConfigLoader(catalogue: fixture.laboratory.models.catalogue).benchMatrix(text: Self.text)
        let prepared = try await fixture.laboratory.prepare(plan.experiments)
        // As a kill leaves it: begun, and nobody holds it.
        let cut = prepared[3].id
        try await fixture.store.update(cut, ExperimentChange(status: .running))
        let first = try await run(fixture)
        #expect(first.isComplete)
        #expect(first.cell("naive", "sequential")?.experiments == [prepared[0].id])
        let anew = try #require(first.cell("second", "batched")?.experiments.first)
        #expect(anew != cut)
        #expect(try await fixture.store.experiment(cut).deletedAt != nil)

        let loads = fixture.loadedModels.count
        let second = try await run(fixture)
        #expect(fixture.loadedModels.count == loads)
        #expect(second.cells.map(\.experiments) == first.cells.map(\.experiments))

        let again = try await run(fixture, again: true)
        #expect(Set(again.cells.flatMap(\.experiments)).isDisjoint(with: second.cells.flatMap(\.experiments)))
    }

    @Test func `Raising the repeats measures the new ones alone and reports medians`() async throws {
        let fixture = try await LabFixture(delay: .milliseconds(1))
        let once = try await run(fixture)
        let thrice = try await run(fixture, Self.text + "\nrepeats: 3\n")
        let cell = try #require(thrice.cell("naive", "batched"))
        #expect(cell.experiments.first == once.cell("naive", "batched")?.experiments.first)
        #expect(cell.experiments.count == 3)
        #expect(cell.figure(CellFigure.speedup)?.values.count == 3)
        #expect(cell.measured?.changedByRepeat == 0)
    }

    @Test func `Answers that depend on how they are served are found out`() async throws {
        let calls = Mutex(0)
        // The first six calls are those of one question at a time.
        let fixture = try await LabFixture(
            script: .closure { _ in
                calls.withLock { count in
                    count += 1
                    return count <= 6 ? "Paris" : "London"
                }
            })
        let report = try await run(
            fixture,
            Self.text.replacing("methods: [naive, {name: naive, label: second}]", with: "methods: [naive]"))
        let agreement = try #require(report.cell("naive", "batched")?.measured?.agreement)
        #expect(agreement.changedOutputs == 6)
        #expect(agreement.changedAnswers == 6)
        #expect(agreement.difference?.difference == -1)
        #expect(agreement.difference?.pValue == 2.0 / 64)
        #expect(agreement.verdict == .changed)
    }

    @Test func `A cell that fails is reported with its reason, and the others go on`() async throws {
        let fixture = try await LabFixture()
        let text = Self.text.replacing(
            "serving: [sequential, batched]",
            with: "serving: [sequential, {name: remote, type: vllm, base_url: \"http://127.0.0.1:9/v1\"}]")
        var laboratory = fixture.laboratory
        let engines = laboratory.engines
        laboratory.engines = { specification in
            guard case .file = specification.model else {
                throw LabError(.unavailable, "test.server", "Nobody answers.", remedy: "Start it.")
            }
            return try await engines(specification)
        }
        let loader = ConfigLoader(catalogue: fixture.laboratory.models.catalogue)
        let failed = try await BenchMatrixRun(
            loader.benchMatrix(text: text), laboratory: laboratory, shelf: BenchmarkShelf(home: fixture.home)
        ).run()
        #expect(failed.cell("naive", "remote")?.state == .failed)
        #expect(failed.cell("naive", "remote")?.reason == "Nobody answers.")
        #expect(failed.cell("second", "sequential")?.state == .done)
        #expect(laboratory.telemetry.counts.experiments == [.completed: 2, .failed: 2])
    }

    @Test func `Two processes do not measure one benchmark at a time`() async throws {
        let fixture = try await LabFixture()
        let shelf = BenchmarkShelf(home: fixture.home)
        _ = try await shelf.holding("bench") {
            await #expect(throws: LabError.self) { try await run(fixture) }
        }
        #expect(try await run(fixture).isComplete)
    }
}
