package import ForgeCore
import Foundation

extension DatasetEntry {
    /// A file of one's own, named in a config instead of the catalogue.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to the current directory.
    ///   - columns: needed for the formats jsonl and csv.
    package static func own(
        name: String? = nil, path: String, format: RecordFormat, columns: ColumnMapping? = nil,
        task: TaskFamily = .openQuestion
    ) -> DatasetEntry {
        let url = URL(filePath: path).standardizedFileURL
        let file = FileEntry(
            name: url.lastPathComponent, sources: [FileSource(.path(url.path(percentEncoded: false)))])
        return DatasetEntry(
            name: name ?? Self.name(from: url), summary: "own data", task: task, format: format,
            columns: format.needsColumns ? columns ?? ColumnMapping() : nil, licence: "own",
            splits: [DatasetSplit(name: "all", file: file)])
    }

    /// The file's name in the letters that names may have.
    private static func name(from url: URL) -> String {
        let stem = url.deletingPathExtension().lastPathComponent.lowercased()
        let cleaned = String(stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
        return CatalogueParser.isName(cleaned) ? cleaned : "own"
    }
}
