import Foundation

/// The files of one knowledge base.
struct BaseFolder: Sendable, Hashable {
    let url: URL

    var database: URL { url.appending(path: "base.sqlite") }
    var lock: URL { url.appending(path: "writer.lock") }
    var words: URL { url.appending(path: "words.index") }

    func vectors(_ name: String) -> URL { url.appending(path: name) }

    static let firstVectorFile = "vectors.f32"

    /// Of a compaction, which never writes into a file that somebody may read.
    static func nextVectorFile(generation: Int) -> String { "vectors-\(generation).f32" }

    static func isVectorFile(_ name: String) -> Bool { name.hasPrefix("vectors") && name.hasSuffix(".f32") }
}
