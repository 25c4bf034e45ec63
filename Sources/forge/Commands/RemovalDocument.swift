import ForgeCatalogue

/// What was taken off the machine, as `--json` prints it.
struct RemovalDocument: Encodable {
    var name: String
    var files: [String]
    /// Bytes.
    var freed: Int

    init(name: String, _ removal: Removal) {
        self.name = name
        files = removal.files
        freed = removal.freed
    }
}
