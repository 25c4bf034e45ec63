import ForgeCore
import ForgeTesting
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `forge serve` as a process on a home of its own, whose catalogue has the test model and this project's own questions.
struct ServeProcess {
    let forge: ForgeProcess

    /// For a request as for a file: the catalogue's names only.
    static let config = """
        name: own
        model: {name: test-model, original: true}
        dataset: own-questions
        method: naive
        seed: 3
        concurrency: 6
        engine: {context_length: 512}
        """

    private static let catalogue = """
        default_model: test-model
        models:
          test-model:
            summary: The test model
            kind: chat
            context: 8192
            licence: Apache-2.0
            file: \(TestModel.fileName)
            sources:
              - path: \(TestModel.path ?? "missing.gguf")
        datasets:
          own-questions:
            summary: Own questions
            task: open-question
            format: jsonl
            columns: {question: question, answers: answer, id: id}
            licence: own
            splits:
              test:
                file: questions.jsonl
                sources:
                  - path: \(OwnQuestions.file)
        """

    init() async throws {
        forge = try ForgeProcess()
        _ = try forge.write(Self.catalogue, to: "catalogue.yaml")
        for command in [["models", "pull", "test-model"], ["datasets", "pull", "own-questions"]] {
            let pulled = try await forge.run(command)
            guard pulled.status == 0 else { throw ServeFailure(pulled.errors) }
        }
    }

    /// A server that listens.
    struct Running {
        let process: ForgeProcess.Running
        let address: URL

        func progress(of id: String) async throws -> JSONValue {
            try await request("GET", "/api/v1/experiments/\(id)/progress")
        }

        func request(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
            guard let url = URL(string: path, relativeTo: address) else { throw ServeFailure(path) }
            var request = URLRequest(url: url, timeoutInterval: 30)
            request.httpMethod = method
            if let body {
                request.httpBody = Data(try JSON.text(body).utf8)
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            }
            let (data, _) = try await URLSession.shared.data(for: request)
            return try JSONValue(parsing: String(decoding: data, as: UTF8.self))
        }

        /// Waits until `isReached` says so of the experiment's progress.
        func wait(for id: String, until isReached: (JSONValue) -> Bool) async throws {
            for _ in 0..<2400 {
                let progress = try await progress(of: id)
                if isReached(progress) { return }
                if progress["status"] == "failed" { throw ServeFailure("\(progress)") }
                try await Task.sleep(for: .milliseconds(25))
            }
            throw ServeFailure("it never happened")
        }
    }

    func start() async throws -> Running {
        let process = try forge.start(["serve", "--port", "0"])
        for _ in 0..<1200 where process.process.isRunning {
            if let address = process.outputSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/)?.output,
                let url = URL(string: String(address))
            {
                return Running(process: process, address: url)
            }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw ServeFailure("the server does not listen: \(await process.wait().errors)")
    }
}

struct ServeFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
