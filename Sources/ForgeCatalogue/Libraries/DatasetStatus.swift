package import Foundation

/// A data set of the catalogue and which of its splits are on this machine.
package struct DatasetStatus: Sendable, Hashable {
    package struct Split: Sendable, Hashable {
        package var split: DatasetSplit
        /// Nil while it is neither pulled nor found at a local path.
        package var installed: InstalledSplit?
    }

    package var entry: DatasetEntry
    package var splits: [Split]

    package var isInstalled: Bool { splits.contains { $0.installed != nil } }
}

/// A split's file on this machine.
package struct InstalledSplit: Sendable, Hashable {
    package var url: URL
    /// As the catalogue names it, with the exact revision where it was pulled.
    package var source: String
    package var bytes: Int
    /// What the file must have: of the pull, else as the catalogue says; nil for data that nobody vouches for.
    package var sha256: String?
    /// Nil for a local file that is used in place.
    package var receipt: Receipt?
    /// What the reader should know (a subset).
    package var note: String?
}
