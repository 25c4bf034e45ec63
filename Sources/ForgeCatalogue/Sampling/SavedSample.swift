package import ForgeCore

/// A sample as it lies on disk, with what shows that it is whole and still fits its data.
package struct SavedSample: Sendable, Codable, Hashable {
    /// What the sample depends on; another file name follows from another key.
    package struct Key: Sendable, Codable, Hashable {
        package var dataset: String
        package var split: String
        package var datasetHash: String
        package var format: RecordFormat
        package var columns: ColumnMapping?
        package var task: TaskFamily
        /// Nil for all records.
        package var count: Int?
        package var seed: UInt64
        /// Nil for the order of the data set, as samples that were saved before have it.
        package var order: SampleOrder?
        /// Rises when readers make other samples of the same records.
        package var readerVersion: Int

        /// `<dataset>-<split>-n<N>-s<seed>-<hash8>.json`.
        package func fileName() throws -> String {
            let hash = Digest.sha256(try JSON.data(self)).prefix(8)
            return "\(dataset)-\(split)-n\(count.map(String.init) ?? "all")-s\(seed)-\(hash).json"
        }
    }

    package var key: Key
    /// `SampleSet.contentHash()` when it was saved.
    package var contentHash: String
    package var set: SampleSet
}
