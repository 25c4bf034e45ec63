import ArgumentParser

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Look at the store of results, back it up, check it, bring it up to date, move it.",
        discussion: """
            Results are kept in a file of SQLite, or in PostgreSQL when DATABASE_URL is set.

            EXAMPLES
              forge db status
              forge db backup
              forge db check
              forge db copy --from ~/.local/share/llm-forge/forge.sqlite --to postgresql://forge:secret@db/forge
            """,
        subcommands: [
            DatabaseStatus.self, DatabaseBackup.self, DatabaseCheck.self, DatabaseMigrate.self, DatabaseCopy.self,
        ],
        defaultSubcommand: DatabaseStatus.self)
}
