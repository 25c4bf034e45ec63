import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

/// Real processes that are killed, and a real PostgreSQL whose connections are cut, at random moments. The model is a
/// server whose answers follow from the questions.
///
/// `scripts/test-faults.sh` does the same with hundreds of faults.
@Suite(.serialized, .enabled(if: ForgeProcess.isBuilt && PostgresServer.isInstalled), .timeLimit(.minutes(60)))
struct FaultTests {
    enum Way: String, CaseIterable, Sendable {
        case runOnSQLite, runOnPostgreSQL, workerOnPostgreSQL
    }

    private static func number(_ name: String, otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    /// Of each way.
    private static let kills = number("FORGE_FAULT_KILLS", otherwise: 9) / Way.allCases.count
    private static let cuts = number("FORGE_FAULT_CUTS", otherwise: 4)
    private static let seed = UInt64(number("FORGE_FAULT_SEED", otherwise: 20_261_129))
    private static let questions = 36

    /// What the disturbed ones are compared with, and where they run.
    private struct Place {
        let forge: ForgeProcess
        let address: String
        let store: any MaintainableStore
        let environment: [String: String]

        func config(_ name: String) throws -> String {
            try forge.write(
                """
                name: \(name)
                model: m
                dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: \(FaultTests.questions)}
                method: naive
                seed: 5
                concurrency: 4
                engine: {type: openai, base_url: "\(address)"}
                """, to: "\(name).yaml")
        }

        func experiment(_ name: String) async throws -> Experiment? {
            try await store.experiments(ExperimentQuery(text: name, limit: 10)).items.first { $0.name == name }
        }

        /// Everything of the answers that does not depend on time.
        func answers(_ name: String) async throws -> [String] {
            guard let experiment = try await experiment(name) else { return [] }
            #expect(experiment.status == .completed, "\(experiment.error ?? "")")
            let predictions = try await store.predictions(of: experiment.id, .init(limit: 500)).items
            #expect(predictions.map(\.index) == Array(0..<FaultTests.questions))
            return try predictions.map {
                try JSON.text([
                    "\($0.index)", $0.sampleID, $0.output, $0.answer ?? "", $0.status.rawValue, "\($0.calls)",
                    try JSON.text($0.scores),
                ])
            }
        }
    }

    private static func model() -> ModelServer {
        ModelServer(script: { body in
            let digest = Digest.sha256((try? JSON.text(body["messages"] ?? body["prompt"] ?? .null)) ?? "")
            return .words(["Answer: ", String(digest.prefix(12))], pause: 0.04)
        })
    }

    private func inPlace(
        _ way: Way, _ server: PostgresServer, _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        try await Self.model().run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let url = server.freshURL()
            let isFile = way == .runOnSQLite
            let store: any MaintainableStore =
                isFile
                ? try await SQLiteStore.open(at: ForgeHome(root: forge.home).database)
                : try await TemporaryStore.postgres(url)
            try await body(
                Place(
                    forge: forge, address: address, store: store, environment: ["DATABASE_URL": isFile ? "" : url]))
            #expect(try await StoreCheck(store).run().findings == [])
            try await store.close()
        }
    }

    // MARK: Kills

    @Test(arguments: Way.allCases)
    func `Kills at random moments lose nothing, repeat nothing and change no answer`(way: Way) async throws {
        try await inPlace(way, try PostgresServer.shared) { place in
            let undisturbed = try await self.undisturbed(place)
            var generator = SeededGenerator(seed: Self.seed &+ UInt64(way.rawValue.count))
            var (kills, rounds) = (0, 0)
            while kills < Self.kills, rounds < Self.kills * 3 {
                rounds += 1
                let name = "disturbed-\(rounds)"
                kills += try await self.finish(name, way, in: place, mostKills: Self.kills - kills, &generator)
                #expect(try await place.answers(name) == undisturbed)
            }
            #expect(kills == Self.kills)
            print("\(way.rawValue): \(kills) kills over \(rounds) experiments of \(Self.questions) questions")
        }
    }

    private func undisturbed(_ place: Place) async throws -> [String] {
        let run = try await place.forge.run(["run", place.config("undisturbed")], environment: place.environment)
        try #require(run.status == 0, "\(run.errors)")
        return try await place.answers("undisturbed")
    }

    /// - Returns: how often it was killed before it came to its end.
    private func finish(
        _ name: String, _ way: Way, in place: Place, mostKills: Int, _ generator: inout SeededGenerator
    ) async throws -> Int {
        let config = try place.config(name)
        if way == .workerOnPostgreSQL {
            let queued = try await place.forge.run(["run", config, "--queue"], environment: place.environment)
            try #require(queued.status == 0, "\(queued.errors)")
        }
        let arguments = way == .workerOnPostgreSQL ? ["worker"] : ["run", config, "--continue"]
        var (kills, stored): (Int, Set<Int>) = (0, [])
        while true {
            let process = try place.forge.start(arguments, environment: place.environment)
            if kills < mostKills {
                try await Task.sleep(for: .seconds(0.05 + generator.unit() * 1.2))
                let isOver = try await place.experiment(name)?.status == .completed
                if !isOver, process.process.isRunning {
                    process.killNow()
                    _ = await process.wait()
                    kills += 1
                    stored = try await check(name, in: place, atLeast: stored)
                    continue
                }
            }
            try await waitForEnd(of: name, process, way, in: place)
            return kills
        }
    }

    private func waitForEnd(
        of name: String, _ process: ForgeProcess.Running, _ way: Way, in place: Place
    ) async throws {
        guard way == .workerOnPostgreSQL else {
            let result = await process.wait()
            #expect(result.status == 0, "\(result.errors)")
            return
        }
        for _ in 0..<600 where try await place.experiment(name)?.status != .completed {
            try await Task.sleep(for: .milliseconds(100))
        }
        process.terminate()
        let result = await process.wait()
        #expect(result.status == 0, "\(result.errors)")
    }

    /// What was stored before is still there, once, and counted.
    private func check(_ name: String, in place: Place, atLeast earlier: Set<Int>) async throws -> Set<Int> {
        guard let experiment = try await place.experiment(name) else { return earlier }
        let predictions = try await place.store.predictions(of: experiment.id, .init(limit: 500)).items
        let indices = Set(predictions.map(\.index))
        #expect(indices.count == predictions.count && indices.isSuperset(of: earlier))
        #expect(experiment.done == predictions.count)
        return indices
    }

    // MARK: Cuts

    @Test func `Cut connections lose nothing, repeat nothing and change no answer`() async throws {
        let server = try PostgresServer()
        try await inPlace(.runOnPostgreSQL, server) { place in
            let undisturbed = try await self.undisturbed(place)
            var generator = SeededGenerator(seed: Self.seed)
            var (cuts, rounds) = (0, 0)
            while cuts < Self.cuts, rounds < Self.cuts * 3 {
                rounds += 1
                let name = "cut-\(rounds)"
                let run = try place.forge.start(["run", place.config(name)], environment: place.environment)
                while cuts < Self.cuts {
                    try await Task.sleep(for: .seconds(0.1 + generator.unit() * 0.5))
                    guard run.process.isRunning else { break }
                    try server.cutConnections()
                    cuts += 1
                }
                let result = await run.wait()
                #expect(result.status == 0, "\(result.errors)")
                #expect(try await place.answers(name) == undisturbed)
            }
            #expect(cuts == Self.cuts)
            print("\(cuts) cuts over \(rounds) experiments of \(Self.questions) questions")
        }
    }
}
