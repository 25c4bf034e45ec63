/// The word indexes that searches of this process had to make, because the file was of older chunks: each is made once,
/// and whoever asks meanwhile waits for the same one.
package actor WordIndexShelf {
    private struct Build {
        var generation: Int
        var task: Task<BM25Index, any Error>
    }

    /// By the base's folder and identity: another base may take the folder.
    private var builds: [String: Build] = [:]
    /// How many were made, for tests.
    private(set) var count = 0

    package init() {}

    func index(
        of base: String, generation: Int, _ make: @escaping @Sendable () async throws -> BM25Index
    ) async throws -> BM25Index {
        if let build = builds[base], build.generation == generation { return try await build.task.value }
        count += 1
        // A task of its own, because it outlives the search that happened to ask first.
        let task = Task { try await make() }
        builds[base] = Build(generation: generation, task: task)
        do {
            return try await task.value
        } catch {
            forget(base, generation)
            throw error
        }
    }

    /// The last one that was made, whatever chunks it is of; nil when there is none.
    func latest(of base: String) async -> BM25Index? { try? await builds[base]?.task.value }

    func forget(_ base: String) { builds[base] = nil }

    private func forget(_ base: String, _ generation: Int) {
        if builds[base]?.generation == generation { builds[base] = nil }
    }
}
