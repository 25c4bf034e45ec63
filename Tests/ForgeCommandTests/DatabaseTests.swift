import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

@Suite(.enabled(if: ForgeProcess.isBuilt), .timeLimit(.minutes(5)))
struct `The store from the command line` {
    /// Some answers in the home's own store.
    private func fill(_ forge: ForgeProcess) async throws {
        let store = try await SQLiteStore.open(at: ForgeHome(root: forge.home).database)
        try await StoredFixture(name: "kept").store(in: store, recording: 0..<4)
        try await store.close()
    }

    private func config(_ address: String) -> String {
        """
        name: run
        model: m
        dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: 12}
        method: naive
        engine: {type: openai, base_url: "\(address)"}
        """
    }

    @Test func `A backup brings back a store that was lost`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        try await fill(forge)
        let file = forge.home.appending(path: "elsewhere/copy.sqlite").path
        let made = try await forge.run("db", "backup", file)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("1 experiment, 4 answers, 4 model calls"))
        let again = try await forge.run("db", "backup", file)
        #expect(again.status == 1 && again.errors.contains("already"))
        let dated = try await forge.run("db", "backup", "--json")
        let path = try #require(JSONValue(parsing: dated.output)["file"]?.string)
        #expect(path.contains("/backups/forge-20") && FileManager.default.fileExists(atPath: path))

        let database = ForgeHome(root: forge.home).database
        try Data("lost".utf8).write(to: database)
        #expect(try await forge.run("list").status != 0)
        try FileManager.default.removeItem(at: database)
        try FileManager.default.copyItem(atPath: file, toPath: database.path)
        let list = try await forge.run("list")
        #expect(list.status == 0 && list.output.contains("kept"))
        #expect(try await forge.run("db", "check").status == 0)
    }

    @Test func `A check names what is wrong and ends with 1`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        #expect(try await forge.run("db", "check").errors.contains("There is no store"))
        try await fill(forge)
        let whole = try await forge.run("db", "check")
        #expect(whole.status == 0 && whole.output.contains("No damage was found."), "\(whole.errors)")
        let file = ForgeHome(root: forge.home).database
        var bytes = try Data(contentsOf: file)
        let answer = try #require(bytes.firstRange(of: Data("Capital of country 4?".utf8)))
        bytes.replaceSubrange(answer, with: Data("Capital of country 7?".utf8))
        try bytes.write(to: file)
        let damaged = try await forge.run("db", "check")
        #expect(damaged.status == 1 && damaged.output.contains("not those of its hash"), "\(damaged.output)")
        let json = try await forge.run("db", "check", "--json")
        #expect(json.status == 1)
        #expect(try JSONValue(parsing: json.output)["findings"]?.array?.count == 1)
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `On a read-only home what only reads works, and what writes says what to do`() async throws {
        let (forge, disk) = (try ForgeProcess(), try SmallDisk())
        defer { forge.remove() }
        let home = ["FORGE_HOME": disk.url.path]
        let store = try await SQLiteStore.open(at: ForgeHome(root: disk.url).database)
        try await StoredFixture(name: "kept").store(in: store, recording: 0..<4)
        try await store.close()
        try disk.makeReadOnly()
        for command in [
            ["list"], ["show", "kept"], ["export", "kept", "--format", "json"], ["db", "check"], ["db", "status"],
        ] {
            let result = try await forge.run(command, environment: home)
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        let saved = forge.home.appending(path: "saved.sqlite").path
        #expect(try await forge.run(["db", "backup", saved], environment: home).status == 0)
        let config = try forge.write(config("http://127.0.0.1:9"), to: "run.yaml")
        for command in [["run", config], ["delete", "kept"], ["rescore", "kept"], ["serve", "--port", "0"]] {
            let result = try await forge.run(command, environment: home)
            #expect(
                result.status == 1 && result.errors.contains("Make the file and its folder writable"),
                "\(command): \(result.errors)")
        }
        let backup = try await forge.run(["db", "backup"], environment: home)
        #expect(backup.status == 1 && backup.errors.contains("forge db backup PATH"), "\(backup.errors)")
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `A disk that fills up in the middle of a run loses nothing, and the run resumes`() async throws {
        let (forge, disk) = (try ForgeProcess(), try SmallDisk())
        defer { forge.remove() }
        let home = ["FORGE_HOME": disk.url.path]
        let long = Array(repeating: "Paris and again Paris. ", count: 2500)
        let model = ModelServer(otherwise: .words(long))
        try await model.run { [disk] address in
            let config = try forge.write(config(address), to: "run.yaml")
            let run = try await forge.run(["run", config], environment: home)
            #expect(run.status == 1 && run.errors.contains("forge resume"), "\(run.errors)")
            try disk.grow()
            let list = try await forge.run(["list", "--json"], environment: home)
            #expect(list.status == 0, "\(list.errors)")
            let resumed = try await forge.run(["resume"], environment: home)
            #expect(resumed.status == 0, "\(resumed.errors)")
            let exported = try await forge.run(["export", "run", "--format", "json"], environment: home)
            let predictions = try JSONValue(parsing: exported.output)["predictions"]?.array ?? []
            #expect(predictions.compactMap { $0["index"]?.int } == Array(0..<12))
            #expect(try await forge.run(["db", "check"], environment: home).status == 0)
        }
    }
}
