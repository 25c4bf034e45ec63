import ForgeCore
package import Foundation

extension TrainingRun {
    /// Evaluates the held-out pairs and writes the adapter's folder, all of it at once.
    ///
    /// - Throws: `CancellationError`; `TrainingError` `output.unwritable`.
    package func finish(references cache: URL) throws -> HeldOutEvaluation? {
        let evaluation = try evaluation(cache)
        let adapter = PEFTAdapter(plan: adapter.plan, parameters: state.parameters)
        let card = ModelCard(
            config: config, base: base, data: material.report, records: folder.records(), evaluation: evaluation)
        var files: [(name: String, data: Data)] = [
            (PEFTAdapter.weightsFile, try adapter.weights()),
            (PEFTAdapter.configFile, try JSON.data(adapter.config(baseModel: base.name), pretty: true)),
            (PEFTAdapter.engineFile, try engineFile(adapter)),
            ("README.md", Data(try card.text().utf8)),
        ]
        if let evaluation { files.append(("evaluation.json", try JSON.data(evaluation, pretty: true))) }
        if let lineage = material.report.lineage {
            files.append((DataLineage.fileName, try JSON.data(lineage, pretty: true)))
        }
        try AtomicFile.writeFolder(files, to: folder.adapter)
        return evaluation
    }

    private func engineFile(_ adapter: PEFTAdapter) throws -> Data {
        let base = GGUFAdapter.Base(name: base.name, normsDigest: try base.open().normsDigest())
        return GGUFAdapter(adapter: adapter, shape: computer.decoder.shape, name: config.name, base: base).data()
    }

    private func evaluation(_ cache: URL) throws -> HeldOutEvaluation? {
        guard !material.test.isEmpty else { return nil }
        let references = try referenceValues(of: material.test, cache)
        return HeldOutEvaluation(
            material.split.test, references: references, outcomes: try evaluated(material.test, references),
            seed: config.seed)
    }
}
