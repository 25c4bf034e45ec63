import ForgeCore
import Foundation

extension ConfigLoader {
    /// Reads a benchmark matrix as strictly as an experiment.
    ///
    /// - Throws: `LabError` `config.unreadable` or `config.invalid`, the latter with all findings.
    package func benchMatrix(path: String, adding additions: BenchMatrixAdditions = .init()) throws -> BenchMatrixPlan {
        try benchMatrix(
            text: SchemaConfig.text(path: path, help: BenchMatrixSchema.help),
            file: (path as NSString).lastPathComponent, adding: additions)
    }

    /// The same for a text that is no file.
    package func benchMatrix(
        text: String, file: String = "config", adding additions: BenchMatrixAdditions = .init()
    ) throws -> BenchMatrixPlan {
        let root = try SchemaConfig.root(of: text, file: file, help: BenchMatrixSchema.help)
        var reader = BenchMatrixReader(root: root, source: text, loader: self, additions: additions)
        let (plan, findings) = reader.read()
        guard let plan else {
            throw SchemaConfig.invalid(findings, file: file, source: text, help: BenchMatrixSchema.help)
        }
        return plan
    }
}
