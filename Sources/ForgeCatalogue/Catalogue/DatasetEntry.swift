package import ForgeCore

/// A data set of the catalogue.
package struct DatasetEntry: Sendable, Hashable {
    package var name: String
    package var summary: String
    package var task: TaskFamily
    package var format: RecordFormat
    /// For own JSONL and CSV: which columns hold what.
    package var columns: ColumnMapping?
    package var licence: String
    /// The first one is the default.
    package var splits: [DatasetSplit]

    package init(
        name: String, summary: String, task: TaskFamily, format: RecordFormat, columns: ColumnMapping? = nil,
        licence: String, splits: [DatasetSplit]
    ) {
        self.name = name
        self.summary = summary
        self.task = task
        self.format = format
        self.columns = columns
        self.licence = licence
        self.splits = splits
    }

    /// The named split, or the default one for nil.
    ///
    /// - Throws: not found, naming the splits there are.
    package func split(_ name: String?) throws -> DatasetSplit {
        let found = name.map { wanted in splits.first { $0.name == wanted } } ?? splits.first
        guard let found else {
            throw CatalogueError(
                .notFound, "dataset.unknown-split", "The data set `\(self.name)` has no split `\(name ?? "")`.",
                remedy: "Its splits: \(splits.map(\.name).joined(separator: ", ")).")
        }
        return found
    }
}

package struct DatasetSplit: Sendable, Hashable {
    package var name: String
    package var file: FileEntry

    package init(name: String, file: FileEntry) {
        self.name = name
        self.file = file
    }

    /// Number of records as far as the catalogue knows it.
    package var records: Int? { file.sources.lazy.compactMap(\.records).first }
}
