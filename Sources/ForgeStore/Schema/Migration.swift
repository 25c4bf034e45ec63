/// One step of the schema's history. Steps are named, run in order, and never change once released.
///
/// A step holds the statements of every database that the store runs on, so that they share one list of names.
package struct Migration: Sendable, Hashable {
    package let name: String
    package let sqlite: String
    package let postgres: String

    package init(name: String, sqlite: String, postgres: String) {
        self.name = name
        self.sqlite = sqlite
        self.postgres = postgres
    }

    /// All steps, oldest first. A new one goes to the end.
    package static let all: [Migration] = [.experiments, .queue, .overviews, .scoreSums, .agents, .votes]
}
