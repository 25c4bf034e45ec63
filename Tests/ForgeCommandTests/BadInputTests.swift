import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite("Bad input to a run")
struct BadInputTests {
    /// Runs a config whose own data file has this content; nothing may be stored of it.
    private func refusal(
        data: String, name: String = "data.jsonl", columns: String = "{question: question, answer: answer}",
        model: String? = nil, n: String = ""
    ) async throws -> ForgeProcess.Result {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let file = try forge.write(data, to: name)
        let weights = try model ?? forge.write("GGUF", to: "model.gguf")
        let config = try forge.write(
            """
            name: bad
            model: \(weights)
            dataset: {name: own, path: "\(file)", columns: \(columns)\(n)}
            method: naive
            """, to: "bad.yaml")
        let result = try await forge.run("run", config)
        #expect(result.status != 0)
        #expect(result.errors.contains("Remedy:"), "\(result.errors)")
        return result
    }

    private static let good = #"{"question": "What is 1 + 1?", "answer": "2"}"# + "\n"

    @Test func `an empty data set`() async throws {
        #expect(try await refusal(data: "").errors.contains("data.jsonl"))
    }

    @Test func `a malformed line is named by its number`() async throws {
        let errors = try await refusal(data: Self.good + Self.good + "{\"question\": \n" + Self.good).errors
        #expect(errors.contains("3"))
        #expect(errors.contains("data.jsonl"))
    }

    @Test func `a missing column is named with those there are`() async throws {
        let errors = try await refusal(data: "q,a\nWho?,Me\n", name: "data.csv").errors
        #expect(errors.contains("question"))
        #expect(errors.contains("q"))
    }

    @Test func `more samples than records`() async throws {
        let errors = try await refusal(data: Self.good, n: ", n: 5").errors
        #expect(errors.contains("5"))
        #expect(errors.contains("1"))
    }

    @Test func `a data file that is neither JSONL nor CSV`() async throws {
        #expect(try await refusal(data: "x", name: "data.parquet").errors.contains("neither JSONL nor CSV"))
    }

    @Test func `a column role that does not exist`() async throws {
        #expect(try await refusal(data: Self.good, columns: "{quetsion: q}").errors.contains("quetsion"))
    }

    @Test func `a model file that is not there is refused before anything is stored`() async throws {
        let result = try await refusal(data: Self.good, model: "/nowhere/model.gguf")
        #expect(result.status == 2)
    }

    @Test func `a model file that is no GGUF`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let path = try forge.write("this is no model, although it is long enough to be read as a header", to: "m.gguf")
        #expect(try await refusal(data: Self.good, model: path).errors.contains("GGUF"))
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `a truncated model file`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let path = try #require(TestModel.path)
        let copy = forge.home.appending(path: "short.gguf")
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        try (handle.read(upToCount: 20_000_000) ?? Data()).write(to: copy)
        let errors = try await refusal(data: Self.good, model: copy.path).errors
        #expect(errors.contains("short.gguf"))
    }

    @Test func `a home that cannot be made`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let file = try forge.write("a file", to: "file")
        let result = try await forge.run(["list"], environment: ["FORGE_HOME": file + "/home"])
        #expect(result.status == 1)
        #expect(result.errors.contains("Remedy:"))
        let doctor = try await forge.run(["doctor"], environment: ["FORGE_HOME": file + "/home"])
        #expect(doctor.status == 1)
        #expect(doctor.output.contains("FAIL"))
    }
}
