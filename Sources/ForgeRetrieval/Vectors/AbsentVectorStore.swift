/// Stands for a vector store that cannot be reached from here: what needs it says why, all else of the base works.
struct AbsentVectorStore: VectorStore {
    let name: String
    let error: RetrievalError

    func prepare(willMakeAnew: @Sendable () async throws -> Void) async throws { throw error }
    func add(_ points: [VectorPoint]) async throws -> [Int] { throw error }
    func search(_ vector: [Float], k: Int, filter: PassageFilter?) async throws -> [VectorHit] { throw error }
    func remove(chunks: [Int]) async throws { throw error }
    func compact() async throws { throw error }
    func count() async throws -> Int { throw error }
    func drop() async throws { throw error }
}
