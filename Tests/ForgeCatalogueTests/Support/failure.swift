import Testing

@testable import ForgeCatalogue

/// The catalogue error that `work` throws; anything else is an issue.
func failure<Value>(
    of work: () async throws -> Value, sourceLocation: Testing.SourceLocation = #_sourceLocation
) async -> CatalogueError? {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as CatalogueError {
        return error
    } catch {
        Issue.record("another error was thrown: \(error)", sourceLocation: sourceLocation)
    }
    return nil
}
