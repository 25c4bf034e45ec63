package import ForgeCore
private import Foundation
private import Yams

/// A worked example: shown with its reasoning to chain-of-thought methods and without it to the naive method.
package struct FewShotExample: Sendable, Codable, Hashable {
    package var question: String
    package var reasoning: String
    package var answer: String
}

/// Hand-written examples for each task family.
package struct FewShotExamples: Sendable, Hashable {
    private let families: [TaskFamily: [FewShotExample]]

    /// The built-in file `Resources/examples.yaml`.
    package static func standard() throws -> FewShotExamples {
        try FewShotExamples(yaml: String(decoding: PackageResources.examples_yaml, as: UTF8.self), source: "built-in")
    }

    package init(fileAt path: String) throws {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw LabError(
                .invalidInput, "examples.unreadable", "cannot read the examples at \(path)",
                cause: error.localizedDescription, remedy: "name an existing UTF-8 YAML file")
        }
        try self.init(yaml: text, source: path)
    }

    package init(yaml: String, source: String) throws {
        do {
            try YAMLGuard.check(yaml)
            let decoded = try YAMLDecoder().decode([String: [FewShotExample]].self, from: yaml)
            var families: [TaskFamily: [FewShotExample]] = [:]
            for (name, examples) in decoded {
                guard let family = TaskFamily(rawValue: name) else {
                    throw LabError(
                        .invalidInput, "examples.family", "\(source): there is no task family \(name)",
                        remedy: "families are: \(TaskFamily.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                families[family] = examples
            }
            self.families = families
        } catch let error as DecodingError {
            throw LabError(
                .invalidInput, "examples.malformed", "\(source) is not a list of examples per task family",
                cause: String(describing: error), remedy: "each example needs question, reasoning and answer")
        } catch let error as ConfigFindings {
            throw LabError(
                .invalidInput, "examples.yaml", "\(source) is not read", cause: error.diagnostics.first?.message)
        } catch let error as YamlError {
            throw LabError(.invalidInput, "examples.yaml", "\(source) is not valid YAML", cause: error.description)
        }
    }

    /// Every question of every family, for measurements that need ordinary questions and no data set.
    package var questions: [String] {
        TaskFamily.allCases.flatMap { families[$0] ?? [] }.map(\.question)
    }

    /// The first `count` examples of a family.
    ///
    /// - Throws: `LabError` when there are fewer.
    package func first(_ count: Int, of family: TaskFamily) throws -> [FewShotExample] {
        let examples = families[family] ?? []
        guard examples.count >= count else {
            throw LabError(
                .invalidInput, "examples.few",
                "\(count) examples of \(family.rawValue) are asked for and there are \(examples.count)",
                remedy: "lower method.shots or give a file with more examples as method.examples")
        }
        return Array(examples.prefix(count))
    }
}
