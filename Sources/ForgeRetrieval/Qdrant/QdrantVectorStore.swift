import ForgeCore

/// Vectors in a Qdrant collection.
struct QdrantVectorStore: VectorStore {
    private let settings: QdrantSettings

    init(_ settings: QdrantSettings, base: String, embedder: EncoderInfo) { self.settings = settings }

    var name: String { "qdrant" }
    func prepare() async throws {}
    func add(_ points: [VectorPoint]) async throws -> [Int] { throw Self.todo }
    func search(_ vector: [Float], k: Int, filter: PassageFilter?) async throws -> [VectorHit] { throw Self.todo }
    func remove(chunks: [Int]) async throws { throw Self.todo }
    func count() async throws -> Int { throw Self.todo }
    func drop() async throws {}
    private static var todo: RetrievalError { RetrievalError.invalid("Qdrant is not reached yet.") }
}
