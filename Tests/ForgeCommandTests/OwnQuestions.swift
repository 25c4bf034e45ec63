import ForgeTesting
import Foundation

/// A config over this project's own questions and the test model, so that nothing outside the repository is needed but the weights.
enum OwnQuestions {
    static var file: String {
        Bundle.module.url(forResource: "questions", withExtension: "jsonl", subdirectory: "Fixtures")?.path ?? ""
    }

    static let count = 48

    static func config(
        name: String = "own", n: Int? = nil, concurrency: Int = 4, method: String = "naive", extra: String = ""
    ) -> String {
        """
        name: \(name)
        model: {name: \(TestModel.path ?? "missing.gguf"), original: true}
        dataset: {name: own-questions, path: "\(file)", columns: {question: question, answer: answer, id: id}\(n.map { ", n: \($0)" } ?? "")}
        method: \(method)
        seed: 3
        concurrency: \(concurrency)
        engine: {context_length: 512}
        \(extra)
        """
    }
}
