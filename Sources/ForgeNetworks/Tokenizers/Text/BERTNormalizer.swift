private import Foundation

/// BERT's normaliser and splitter for single scalars: what becomes of each, and whether it ends a word.
///
/// Stripping accents is canonical decomposition without nonspacing marks. It works scalar by scalar: the canonical order
/// of several remaining marks, which matters to a handful of musical signs, is left as it is.
struct BERTNormalizer: Sendable {
    struct Options: Sendable, Hashable {
        var cleansText = true
        var spacesIdeographs = true
        var stripsAccents = true
        var lowercases = true
    }

    /// Scalars whose outcome is looked up; the rest is worked out when it is met.
    private static let tabled: UInt32 = 0x3400

    let options: Options
    private var table: [ScalarOutcome] = []
    private var sequences: [[ScalarOutcome]] = []

    init(_ options: Options) {
        self.options = options
        table.reserveCapacity(Int(Self.tabled))
        for value in 0..<Self.tabled {
            let outcomes = outcomes(of: value)
            if outcomes.count == 1 {
                table.append(outcomes[0])
            } else if outcomes.isEmpty {
                table.append(.dropped)
            } else {
                table.append(.sequence(sequences.count))
                sequences.append(outcomes)
            }
        }
    }

    /// Calls back with what the scalar turns into, in order.
    @inline(__always)
    func forEachOutcome(of value: UInt32, _ body: (ScalarOutcome) -> Void) {
        guard value < Self.tabled else {
            // Most ideographs stay what they are; the others are rare enough to be worked out.
            if options.spacesIdeographs, (0x4E00...0x9FFF).contains(value) {
                return body(.scalar(value, standsAlone: true))
            }
            return outcomes(of: value).forEach(body)
        }
        let outcome = table[Int(value)]
        if let sequence = outcome.sequence {
            sequences[sequence].forEach(body)
        } else {
            body(outcome)
        }
    }

    private func outcomes(of value: UInt32) -> [ScalarOutcome] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        if options.cleansText {
            if value == 0 || value == 0xFFFD || BERTCategory.isControl(scalar) { return [] }
            if BERTCategory.isSpace(scalar) { return [.space] }
        }
        let isIdeograph = options.spacesIdeographs && BERTCategory.isIdeograph(value)
        return mapped(scalar).map { scalar in
            if BERTCategory.isSpace(scalar) { return .space }
            let standsAlone = isIdeograph || BERTCategory.isPunctuation(scalar)
            return .scalar(scalar.value, standsAlone: standsAlone)
        }
    }

    /// Without accents and in lower case, as far as that is asked for.
    private func mapped(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        var scalars = [scalar]
        if options.stripsAccents {
            scalars = Self.decomposed(scalar).filter { !BERTCategory.isNonspacingMark($0) }
        }
        if options.lowercases {
            scalars = scalars.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
        }
        return scalars
    }

    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        // The library does not know the last, of Unicode 13.
        case ..<0xC0, 0x3400..<0xA000, 0x1E000..<0x2F800, 0x11938: [scalar]
        default: Array(String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars)
        }
    }
}
