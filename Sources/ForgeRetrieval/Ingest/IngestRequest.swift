import Foundation

/// What to take into a knowledge base.
package struct IngestRequest: Sendable, Hashable {
    package var sources: [DocumentSource]
    /// Documents of the base that none of the sources has any more are removed.
    package var removesVanished: Bool
    /// They are removed also when nothing would be left.
    package var allowsEmpty: Bool
    /// Documents take the place of those that have their ids from other sources.
    package var replaces = false
    /// What the user calls the sources, for the command that does the same again.
    package var names: [String]

    /// - Parameter names: nil for the sources' paths.
    package init(
        _ sources: [DocumentSource], removesVanished: Bool = false, allowsEmpty: Bool = false, names: [String]? = nil
    ) {
        self.sources = sources
        self.removesVanished = removesVanished
        self.allowsEmpty = allowsEmpty
        self.names = names ?? sources.map { $0.url.path(percentEncoded: false) }
    }

    /// What follows `forge kb ingest NAME` in the command that does the same.
    package var arguments: [String] {
        names + (removesVanished ? ["--remove-vanished"] : []) + (allowsEmpty ? ["--allow-empty"] : [])
            + (replaces ? ["--replace"] : [])
            + (sources.lazy.compactMap(\.columns).first?.arguments ?? [])
    }
}

extension JSONColumns {
    fileprivate var arguments: [String] {
        [("--id-field", id), ("--title-field", title), ("--text-field", text), ("--url-field", url)]
            .flatMap { option, field in field.map { [option, $0] } ?? [] }
    }
}
