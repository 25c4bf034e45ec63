import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation
import Testing

@testable import ForgeTuning

@Suite("Configs of trainings")
struct TrainingPlanTests {
    private static func text(_ more: String) -> String { "name: a\nmodel: m\ndata: {path: own.jsonl}\n\(more)" }

    @Test(arguments: [
        "name: ../a\nmodel: m\ndata: {path: p}", "name: .a\nmodel: m\ndata: {path: p}",
        "name: \"a/b\"\nmodel: m\ndata: {path: p}", text("lora: {targets: []}"),
        text("loss: {kind: hinge, label_smoothing: 0.1}"),
    ])
    func `a config that is wrong as a whole says so`(_ text: String) {
        let error = #expect(throws: TuningError.self) { try TrainingPlan(text: text, acceptsPaths: true) }
        #expect(error?.code == "training.config" && error?.remedy != nil)
    }

    @Test(arguments: ["models/a.gguf", "/etc/base.gguf", "a.gguf", "../folder/"])
    func `a config from elsewhere names no model file`(_ model: String) throws {
        let text = "name: a\nmodel: \"\(model)\"\ndata: {path: own.jsonl}"
        #expect(throws: (any Error).self) { try TrainingPlan(text: text, acceptsPaths: false) }
        _ = try TrainingPlan(text: text, acceptsPaths: true)
    }

    @Test func `a config from elsewhere names no tokenizer`() {
        let error = #expect(throws: LabError.self) {
            try TrainingPlan(text: Self.text("tokenizer: a.gguf"), acceptsPaths: false)
        }
        #expect(error?.findings.first?.path == "tokenizer")
    }

    @Test(arguments: ["/etc/passwd", "../own.jsonl", "./own.jsonl", "sub/own.jsonl", "own.txt", ".own.jsonl", ""])
    func `pairs from elsewhere are names of files on the shelf`(_ path: String) throws {
        let fixture = try TrainingFixture()
        try fixture.pairs()
        let error = #expect(throws: TuningError.self) {
            try PairShelf(home: fixture.home).resolve(path, acceptsPaths: false)
        }
        #expect(error?.kind == .invalidInput && error?.remedy != nil)
    }

    @Test func `a name leads to the file on the shelf, a link out of it does not`() throws {
        let fixture = try TrainingFixture()
        let url = try fixture.pairs()
        let shelf = PairShelf(home: fixture.home)
        for acceptsPaths in [true, false] {
            #expect(try shelf.resolve("own.jsonl", acceptsPaths: acceptsPaths) == url.path)
        }
        let secret = fixture.folder.file("secret.jsonl")
        try Data("{}".utf8).write(to: secret)
        try FileManager.default.createSymbolicLink(
            at: fixture.home.pairs.appending(path: "link.jsonl"), withDestinationURL: secret)
        #expect(shelf.files().map(\.name) == ["own.jsonl"])
        #expect(throws: TuningError.self) { try shelf.resolve("link.jsonl", acceptsPaths: false) }
    }
}
