import Foundation

/// The files of one knowledge base.
struct BaseFolder: Sendable, Hashable {
    let url: URL

    var database: URL { url.appending(path: "base.sqlite") }
    var lock: URL { url.appending(path: "writer.lock") }
    var words: URL { url.appending(path: "words.index") }

    func vectors(_ name: String) -> URL { url.appending(path: name) }

    static let firstVectorFile = "vectors.f32"
}
