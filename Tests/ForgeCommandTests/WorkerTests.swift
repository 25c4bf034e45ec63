import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

/// Real processes on a real PostgreSQL, with a model behind a server that takes its time.
@Suite(.serialized, .enabled(if: ForgeProcess.isBuilt && PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Workers that share a database` {
    private static let names = (0..<10).map { "shared-\($0)" }

    private static func config(_ name: String, _ address: String, seed: Int) -> String {
        """
        name: \(name)
        model: m
        dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: 12}
        method: naive
        seed: \(seed)
        concurrency: 2
        engine: {type: openai, base_url: "\(address)"}
        """
    }

    private func wait(_ what: String, until isReached: () async throws -> Bool) async throws {
        for _ in 0..<900 {
            if try await isReached() { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("what was waited for did not happen: \(what)")
    }

    /// Listens on a free port.
    private func startServer(
        _ forge: ForgeProcess, _ environment: [String: String]
    ) async throws -> (process: ForgeProcess.Running, address: URL) {
        let process = try forge.start(["serve", "--port", "0"], environment: environment)
        for _ in 0..<600 where process.process.isRunning {
            if let found = process.outputSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/)?.output,
                let url = URL(string: String(found))
            {
                return (process, url)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServeFailure("the server does not listen: \(process.errorsSoFar)")
    }

    /// Ids of the experiments that a process holds.
    private func held(by process: ForgeProcess.Running, _ database: PostgresServer, _ schema: Substring) throws
        -> [String]
    {
        try database.sql(
            """
            SELECT e.id FROM \(schema).claims c JOIN \(schema).experiments e ON e.key = c.experiment
            WHERE c.pid = \(process.process.processIdentifier) AND e.done > 0
            """
        ).split(separator: "\n").map(String.init)
    }

    @Test func `Ten experiments all end right when one of two workers is killed, and the server tells of all`()
        async throws
    {
        let database = try PostgresServer.shared
        let url = database.freshURL()
        let schema = try #require(url.split(separator: "%3D").last)
        let model = ModelServer(otherwise: .words(["Pa", "ris"], pause: 0.15))
        try await model.run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let environment = ["DATABASE_URL": url]
            for (seed, name) in Self.names.enumerated() {
                let file = try forge.write(Self.config(name, address, seed: seed), to: "\(name).yaml")
                let queued = try await forge.run(["run", file, "--queue"], environment: environment)
                #expect(queued.status == 0, "\(queued.errors)")
            }
            let store = try await TemporaryStore.postgres(url)
            let workers = [
                try forge.start(["worker"], environment: environment),
                try forge.start(["worker"], environment: environment),
            ]
            let server = try await startServer(forge, environment)
            let events = EventCollector(server.address)
            defer { events.close() }
            var byWorkers: [[String]] = []
            try await wait("both workers at work") {
                byWorkers = try workers.map { try held(by: $0, database, schema) }
                return byWorkers.allSatisfy { !$0.isEmpty }
            }
            try await wait("the progress of the workers' experiments") {
                let told = Set(
                    events.events("progress").filter { $0["done"]?.int ?? 0 > 0 }.compactMap { $0["id"]?.string })
                return told.isSuperset(of: byWorkers.joined())
            }
            workers[0].killNow()
            _ = await workers[0].wait()
            try await wait("the end of the line") { try await store.queue().isEmpty }
            let experiments = try await store.experiments(.init(limit: 100)).items
            try await wait("the ends of all experiments") {
                let told = events.events("experiment").filter { $0["status"] == "completed" }
                return Set(told.compactMap { $0["id"]?.string }) == Set(experiments.map(\.id))
            }
            workers[1].terminate()
            server.process.terminate()
            let log = await workers[1].wait()
            #expect(log.status == 0)
            #expect(await server.process.wait().status == 0)
            #expect(experiments.count == 10 && experiments.allSatisfy { $0.status == .completed }, "\(log.errors)")
            for experiment in experiments {
                #expect(experiment.done == 12)
                let predictions = try await store.predictions(of: experiment.id, .init(limit: 100)).items
                #expect(predictions.map(\.index) == Array(0..<12))
                #expect(predictions.allSatisfy { $0.output == "Paris" && $0.status == .answered })
            }
            #expect(!log.errors.contains(PostgresServer.password) && !log.errors.contains("p%40ss"))
            try await store.close()
        }
    }

    @Test func `SIGTERM ends a worker well, and its experiment goes on elsewhere at once`() async throws {
        let url = try PostgresServer.shared.freshURL()
        let model = ModelServer(otherwise: .words(["Pa", "ris"], pause: 0.2))
        try await model.run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let environment = ["DATABASE_URL": url]
            let file = try forge.write(Self.config("handed-over", address, seed: 1), to: "one.yaml")
            #expect(try await forge.run(["run", file, "--queue"], environment: environment).status == 0)
            let store = try await TemporaryStore.postgres(url)
            let first = try forge.start(["worker"], environment: environment)
            try await wait("the first answers") { try await store.facets().predictions >= 3 }
            let start = ContinuousClock.now
            first.terminate()
            #expect(await first.wait().status == 0)
            #expect(ContinuousClock.now - start < .seconds(10))
            let left = try await store.findExperiment("handed-over")
            #expect(left.status == .stopped && (3..<12).contains(left.done))
            #expect(try await store.queue().map(\.experimentID) == [left.id])
            #expect(try await store.runningInLine().isEmpty)
            let second = try forge.start(["worker"], environment: environment)
            try await wait("the end") { try await store.experiment(left.id).status == .completed }
            second.terminate()
            #expect(await second.wait().status == 0)
            #expect(try await store.finishedIndices(of: left.id) == Set(0..<12))
            try await store.close()
        }
    }

    @Test(arguments: [true, false])
    func `SIGTERM ends a run well, and it resumes`(isShared: Bool) async throws {
        let database = ["DATABASE_URL": isShared ? try PostgresServer.shared.freshURL() : ""]
        let model = ModelServer(otherwise: .words(["Pa", "ris"], pause: 0.2))
        try await model.run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let file = try forge.write(Self.config("ended", address, seed: 1), to: "one.yaml")
            let run = try forge.start(["run", file], environment: database)
            try await wait("some answers") { model.completions.count >= 5 }
            run.terminate()
            let ended = await run.wait()
            #expect(ended.status == 130 && ended.errors.contains("what was finished is stored"), "\(ended.errors)")
            let shown = try await forge.run(["list", "--json"], environment: database)
            #expect(shown.output.contains("\"stopped\""))
            let resumed = try await forge.run(["resume"], environment: database)
            #expect(resumed.status == 0, "\(resumed.errors)")
            let exported = try await forge.run(["export", "ended", "--format", "json"], environment: database)
            let predictions = try JSONValue(parsing: exported.output)["predictions"]?.array ?? []
            #expect(predictions.compactMap { $0["index"]?.int } == Array(0..<12))
        }
    }

    @Test func `A run goes on after its connections were cut`() async throws {
        let database = try PostgresServer()
        let url = database.freshURL()
        let model = ModelServer(otherwise: .words(["Pa", "ris"], pause: 0.1))
        try await model.run { address in
            let forge = try ForgeProcess()
            defer { forge.remove() }
            let file = try forge.write(Self.config("cut", address, seed: 1), to: "cut.yaml")
            let run = try forge.start(["run", file], environment: ["DATABASE_URL": url])
            let store = try await TemporaryStore.postgres(url)
            try await wait("the first sample") { try await store.facets().predictions > 0 }
            for _ in 0..<3 {
                try database.cutConnections()
                try await Task.sleep(for: .milliseconds(300))
            }
            try database.crash()
            let result = await run.wait()
            #expect(result.status == 0, "\(result.errors)")
            let experiment = try await store.findExperiment("cut")
            #expect(experiment.status == .completed && experiment.done == 12)
            #expect(try await store.finishedIndices(of: experiment.id) == Set(0..<12))
            try await store.close()
        }
    }

    @Test func `Every command keeps its results there, and the doctor says where without the password`() async throws {
        let url = try PostgresServer.shared.freshURL()
        let forge = try ForgeProcess()
        defer { forge.remove() }
        try "DATABASE_URL=\(url)\n".write(
            to: forge.home.appending(path: ".env"), atomically: true, encoding: .utf8)
        let status = try await forge.run(["db", "status"], in: forge.home)
        #expect(status.status == 0 && status.output.contains("PostgreSQL") && status.output.contains("pending"))
        let migrated = try await forge.run(["db", "migrate"], in: forge.home)
        #expect(migrated.status == 0 && migrated.output.contains("0001-experiments"), "\(migrated.errors)")
        let doctor = try await forge.run(["doctor"], in: forge.home)
        #expect(doctor.output.contains("postgresql://forge@127.0.0.1"))
        for output in [status.output, migrated.output, doctor.output, doctor.errors] {
            #expect(!output.contains(PostgresServer.password) && !output.contains("p%40ss"))
        }
        #expect(!FileManager.default.fileExists(atPath: ForgeHome(root: forge.home).database.path))
        let alone = try await forge.run(["worker"], environment: ["DATABASE_URL": ""])
        #expect(alone.status == 2 && alone.errors.contains("DATABASE_URL"))
    }

    @Test func `A store moves there and back by the command`() async throws {
        let url = try PostgresServer.shared.freshURL()
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let (first, second) = (forge.home.appending(path: "a.sqlite").path, forge.home.appending(path: "b.sqlite").path)
        try await model(into: first)
        let there = try await forge.run(
            ["db", "copy", "--from", first, "--to", "env:TARGET"], environment: ["TARGET": url])
        #expect(there.status == 0 && there.output.contains("are equal"), "\(there.errors)")
        let again = try await forge.run(["db", "copy", "--from", first, "--to", url])
        #expect(again.status == 1 && again.errors.contains("not empty"))
        let back = try await forge.run(["db", "copy", "--from", url, "--to", second, "--json"])
        #expect(back.status == 0, "\(back.errors)")
        #expect(try JSONValue(parsing: back.output)["tables"]?.array?.count == 15)
    }

    private func model(into path: String) async throws {
        let store = try await SQLiteStore.open(at: URL(filePath: path))
        try await StoredFixture().store(in: store, recording: 0..<5)
        try await store.close()
    }
}
