import ForgeCatalogue
import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeLab

/// Configs that come from the web may not make the server open a file that they name.
@Suite("Configs that may not name files")
struct PathRuleTests {
    private static func loader(acceptsPaths: Bool) throws -> (ConfigLoader, file: String, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let file = folder.file("real.gguf").path
        try Data("GGUF".utf8).write(to: URL(filePath: file))
        let loader = ConfigLoader(
            catalogue: .init(models: [], datasets: [], defaultModel: ""), acceptsPaths: acceptsPaths)
        return (loader, file, folder)
    }

    private static func config(_ file: String) -> String {
        """
        name: sly
        method: {name: naive, shots: 1, examples: "\(file)"}
        model: {name: "\(file)", adapter: "\(file)"}
        dataset: {name: mine, path: "\(file).jsonl"}
        """
    }

    @Test func `every key that names a file is a finding on its line`() throws {
        let (loader, file, folder) = try Self.loader(acceptsPaths: false)
        let findings = loader.report(text: Self.config(file)).diagnostics
        #expect(findings.map(\.path) == ["method.examples", "model", "model.adapter", "dataset.path"])
        #expect(findings.map(\.line) == [2, 3, 3, 4])
        #expect(findings.allSatisfy { $0.message.contains("a path is not accepted here; use the command line") })
        _ = folder
    }

    @Test func `the command line may name files`() throws {
        let (loader, file, folder) = try Self.loader(acceptsPaths: true)
        #expect(loader.report(text: Self.config(file)).diagnostics.isEmpty)
        _ = folder
    }

    @Test func `a path in a matrix is found too`() throws {
        let (loader, file, folder) = try Self.loader(acceptsPaths: false)
        let text = """
            name: sly
            method: naive
            dataset: {name: mine, path: "\(file)"}
            matrix:
              model: ["\(file)", "./other.gguf"]
              method.examples: ["/etc/passwd"]
            """
        let findings = loader.report(text: text).diagnostics
        #expect(Set(findings.map(\.path)) == ["model", "method.examples", "dataset.path"])
        _ = folder
    }

    /// What is said of a path must not tell whether the file is there.
    @Test func `existing and missing files are answered alike`() throws {
        let (loader, file, folder) = try Self.loader(acceptsPaths: false)
        let messages = [file, "/nowhere/real.gguf"].map { path in
            loader.report(text: Self.config(path)).diagnostics.map {
                $0.message.replacingOccurrences(of: path, with: "FILE")
            }
        }
        #expect(messages[0] == messages[1])
        _ = folder
    }

    @Test func `an error of a config carries its findings`() throws {
        let error = #expect(throws: LabError.self) {
            try ConfigFixtures.loader.load(text: "name: demo\nmethod: cott\nmodel: smollm2-135m\ndataset: nq-open\n")
        }
        #expect(error?.findings.map(\.path) == ["method"])
        #expect(error?.findings.first?.suggestion == "cot")
        #expect(error?.findings.first?.line == 2)
    }

    @Test func `a file that happens to have a catalogue model's name is not taken for it`() {
        let config = ExperimentConfig(
            name: "x", method: MethodConfig(name: "naive"), model: ModelConfig(name: "Package.swift"),
            dataset: DatasetConfig(name: "d"))
        #expect(config.withAbsolutePaths().model.name == "Package.swift")
    }
}
