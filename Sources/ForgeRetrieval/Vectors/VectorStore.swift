/// Keeps the vectors of one knowledge base and finds the nearest.
package protocol VectorStore: Sendable {
    /// `embedded` or `qdrant`.
    var name: String { get }

    /// Makes room for vectors; does nothing where there is room already.
    ///
    /// - Parameter willMakeAnew: called before an empty store is made, so that whoever is killed in between does not
    ///   take the vectors of a lost one for stored.
    func prepare(willMakeAnew: @Sendable () async throws -> Void) async throws

    /// Stores vectors durably. Nothing is searched before the base has noted the places that are returned.
    func add(_ points: [VectorPoint]) async throws -> [Int]

    /// The `k` nearest by cosine, best first.
    func search(_ vector: [Float], k: Int, filter: PassageFilter?) async throws -> [VectorHit]

    /// Forgets chunks that the base no longer has.
    func remove(chunks: [Int]) async throws

    /// Gives back the room of forgotten chunks once it is more than half of all. For the writer.
    func compact() async throws

    /// Vectors that can be found.
    func count() async throws -> Int

    /// Forgets everything.
    func drop() async throws
}

/// A chunk's vector with what it can be filtered by.
package struct VectorPoint: Sendable, Hashable {
    package var chunk: Int
    package var vector: [Float]
    package var document: String
    package var title: String
    package var section: String?

    package init(chunk: Int, vector: [Float], document: String, title: String, section: String? = nil) {
        self.chunk = chunk
        self.vector = vector
        self.document = document
        self.title = title
        self.section = section
    }
}

package struct VectorHit: Sendable, Hashable {
    package var chunk: Int
    package var score: Double

    package init(chunk: Int, score: Double) {
        self.chunk = chunk
        self.score = score
    }
}

/// Restricts a search to passages of one title, one section, or both (equal, case and all).
package struct PassageFilter: Sendable, Codable, Hashable {
    package var title: String?
    package var section: String?

    package init(title: String? = nil, section: String? = nil) {
        self.title = title
        self.section = section
    }

    var isEmpty: Bool { title == nil && section == nil }
}
