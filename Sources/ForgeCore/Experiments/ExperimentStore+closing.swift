extension ExperimentStore {
    /// Runs `body` and closes the store after it, also when it fails.
    package func closing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            try await close()
            return result
        } catch {
            try? await close()
            throw error
        }
    }
}
