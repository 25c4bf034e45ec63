import ForgeCore
package import Foundation

/// Pairs drawn with a seed and divided into what is trained on, watched and held out.
package struct PairSplit: Sendable, Hashable {
    package var train: [PreferencePair]
    package var validation: [PreferencePair]
    package var test: [PreferencePair]

    package static let partNames = ["train", "validation", "test"]

    package var parts: [(name: String, pairs: [PreferencePair])] {
        Array(zip(Self.partNames, [train, validation, test]))
    }

    init(train: [PreferencePair], validation: [PreferencePair], test: [PreferencePair]) {
        self.train = train
        self.validation = validation
        self.test = test
    }

    /// Draws the parts one after the other from one seeded shuffle of all pairs.
    ///
    /// - Parameter isUsable: asked in the order of the shuffle and no longer than needed, for it may be slow.
    /// - Throws: `TrainingError` `data.too-few`; what `isUsable` throws.
    package init(
        _ pairs: [PreferencePair], config: DataConfig, isUsable: (PreferencePair) throws -> Bool = { _ in true }
    ) throws {
        let wanted = config.train + config.validation + config.test
        var generator = SeededGenerator(seed: config.seed)
        var drawn: [PreferencePair] = []
        // All are shuffled, and what is trained on comes last: a smaller training set is a part of a larger one with the
        // same held-out pairs.
        for index in generator.sample(pairs.count, of: pairs.count) where drawn.count < wanted {
            if try isUsable(pairs[index]) { drawn.append(pairs[index]) }
        }
        guard drawn.count == wanted else {
            throw TrainingError(
                .invalidInput, "data.too-few", "\(wanted) pairs are wanted, but the data hold \(drawn.count).",
                remedy: "Lower data.train, data.validation or data.test.")
        }
        test = Array(drawn[..<config.test])
        validation = Array(drawn[config.test..<config.test + config.validation])
        train = Array(drawn[(config.test + config.validation)...])
    }

    /// One JSON object a line.
    package static func lines(_ pairs: [PreferencePair]) throws -> Data {
        Data(try pairs.map { try JSON.text($0) + "\n" }.joined().utf8)
    }

    /// SHA-256 of each part's lines, by name.
    package func hashes() throws -> [String: String] {
        try Dictionary(uniqueKeysWithValues: parts.map { ($0.name, Digest.sha256(try Self.lines($0.pairs))) })
    }

    /// The held-out prompts of one message as questions of a data set, the preferred answer as the gold.
    ///
    /// Longer conversations are left out: an experiment asks its question as one message.
    func heldOutPrompts() throws -> Data {
        let rows = test.filter { $0.prompt.count == 1 }.map { pair -> JSONValue in
            ["id": .string(pair.id), "question": .string(pair.prompt[0].content), "answer": .string(pair.chosen)]
        }
        return Data(try rows.map { try JSON.text($0) + "\n" }.joined().utf8)
    }

    /// Saves each part as `<name>.jsonl`, and the held-out prompts as `test-prompts.jsonl`.
    package func save(in folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in parts {
            try AtomicFile.write(try Self.lines(part.pairs), to: folder.appending(path: "\(part.name).jsonl"))
        }
        try AtomicFile.write(try heldOutPrompts(), to: folder.appending(path: "test-prompts.jsonl"))
    }
}
