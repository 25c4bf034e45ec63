import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

struct AdapterFinderTests {
    private func withTrainings(_ body: (AdapterFinder, URL) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "forge-adapters-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, file) in [("helpful", "adapter/adapter.gguf"), ("peft", "adapter/adapter_model.safetensors")] {
            let url = root.appending(path: "\(name)/\(file)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: url)
        }
        try FileManager.default.createDirectory(
            at: root.appending(path: "begun/checkpoint-000001"), withIntermediateDirectories: true)
        try body(AdapterFinder(trainings: root), root)
    }

    @Test func `an adapter is a training's name, a file, or a folder with one`() throws {
        try withTrainings { finder, root in
            let file = root.appending(path: "helpful/adapter/adapter.gguf").path
            for name in ["helpful", file, root.path + "/helpful/adapter", root.path + "/helpful/"] {
                let found = try finder.file(name)
                #expect(found.path == file)
            }
            #expect(finder.names == ["helpful"])
        }
    }

    @Test(arguments: [
        ("nowhere", "adapter.not-found"), ("helpfull", "adapter.not-found"), ("begun", "adapter.unfinished"),
        ("peft", "adapter.not-converted"), ("/nowhere/a.gguf", "adapter.not-found"), ("..", "adapter.not-found"),
    ])
    func `what is missing is named with what to do`(name: String, code: String) throws {
        try withTrainings { finder, _ in
            let error = #expect(throws: LabError.self) { try finder.file(name) }
            #expect(error?.code == code)
            // Whole sentences, for they stand alone or one behind the other.
            #expect(error?.message.hasSuffix(".") == true && error?.remedy != nil)
            if name == "helpfull" { #expect(error?.cause?.contains("helpful") == true) }
        }
    }

    private static let text = """
        name: compare
        dataset: nq-open
        method: naive
        matrix:
          model:
            - base
            - {name: base, adapter: tuned}
            - {name: base, adapter: other}
        """

    @Test func `base and adapters are cells of one matrix, and one that does not fit is pointed at`() throws {
        var loader = ConfigLoader(methods: Methods.schemas)
        let plan = try loader.load(text: Self.text)
        #expect(plan.experiments.map(\.model.adapter) == [nil, "tuned", "other"])
        #expect(Set(plan.experiments.map(\.name)).count == 3)
        #expect(plan.experiments[1].name.contains("adapter=tuned"))
        loader.checkAdapter = { $0.adapter == "other" ? "it is for another model" : nil }
        let findings = loader.report(text: Self.text).diagnostics
        #expect(findings.map(\.position.line) == [8])
        #expect(findings.first?.message == "it is for another model")
    }

    @Test func `configs from the web may name trainings and no files`() throws {
        let loader = ConfigLoader(methods: Methods.schemas, acceptsPaths: false)
        let named = "name: a\ndataset: nq-open\nmethod: naive\nmodel: {name: base, adapter: tuned}\n"
        #expect(loader.report(text: named).diagnostics.isEmpty)
        let path = named.replacing("tuned", with: "/etc/passwd")
        #expect(loader.report(text: path).diagnostics.map(\.path) == ["model.adapter"])
    }

    @Test func `a matrix of trainings gives one config for each cell, with a name that a folder may have`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-cells-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: folder) }
        let fields = [
            ConfigField("name", .string, required: true, help: "h"),
            ConfigField("loss", .section([ConfigField("beta", .number(0...1), default: 0.1, help: "h")]), help: "h"),
            ConfigField("seed", .integer(0...9), default: 0, help: "h"), ConfigField("matrix", .section([]), help: "h"),
        ]
        func cells(_ text: String) throws -> [SchemaConfig] {
            try Data(text.utf8).write(to: folder)
            return try SchemaConfig.cells(path: folder.path, fields: fields, roots: ["loss", "seed"], help: "`x`")
        }
        let made = try cells("name: t\nmatrix:\n  loss.beta: [0.05, 0.2]\n  seed: [1, 2]\n")
        #expect(
            made.map { $0.values["name"]?.string } == [
                "t-beta-0.05-seed-1", "t-beta-0.05-seed-2", "t-beta-0.2-seed-1", "t-beta-0.2-seed-2",
            ])
        #expect(made[2].values["loss"]?["beta"]?.double == 0.2)
        // What is kept of a cell is a config of its own.
        let again = try cells(made[3].source)
        #expect(again.count == 1 && again[0].values["seed"] == 2 && again[0].values["name"] == made[3].values["name"])
        let error = #expect(throws: LabError.self) { try cells("name: t\nmatrix:\n  name: [a, b]\n") }
        #expect(error?.cause?.contains("cannot be a matrix axis") == true)
        #expect(try cells("name: t\n").count == 1)
    }
}
