package import ForgeCatalogue
private import ForgeCore
private import Foundation

extension DatasetConfig {
    /// The data set that a config means: one of the catalogue, or the user's own file.
    ///
    /// - Throws: not found with the nearest names; `LabError` for a file that is neither JSONL nor CSV or a column role
    ///   that does not exist.
    package func entry(in catalogue: Catalogue) throws -> DatasetEntry {
        guard let path else { return try catalogue.dataset(name) }
        return .own(
            name: name, path: path, format: try Self.format(of: path), columns: try mapping(),
            task: task ?? .openQuestion)
    }

    static func format(of path: String) throws -> RecordFormat {
        switch URL(filePath: path).pathExtension.lowercased() {
        case "jsonl", "ndjson": .jsonl
        case "csv": .csv
        default:
            throw LabError(
                .invalidInput, "config.dataset-format", "\(path) is neither JSONL nor CSV",
                remedy: "name a file that ends in .jsonl or .csv")
        }
    }
}

extension DatasetConfig {
    /// What a column of an own file may be.
    static let roles = ["question", "answer", "id", "context", "separator"]

    private func mapping() throws -> ColumnMapping {
        if let unknown = columns.keys.filter({ !Self.roles.contains($0) }).sorted().first {
            throw LabError(
                .invalidInput, "config.dataset-columns", "dataset.columns: there is no role \(unknown)",
                remedy: "roles are: \(Self.roles.joined(separator: ", "))")
        }
        let standard = ColumnMapping()
        return ColumnMapping(
            question: columns["question"] ?? standard.question, answers: columns["answer"] ?? standard.answers,
            id: columns["id"], context: columns["context"], separator: columns["separator"])
    }
}
