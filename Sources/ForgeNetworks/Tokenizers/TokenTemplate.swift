/// Which special tokens surround one text and two, and the type of every token.
struct TokenTemplate: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case special(ids: [Int32], type: UInt8)
        case first(type: UInt8)
        case second(type: UInt8)
    }

    /// Holds `first` once.
    var single: [Piece]
    /// Holds `first` and `second` once each.
    var pair: [Piece]

    /// Nothing but the texts.
    static let plain = TokenTemplate(single: [.first(type: 0)], pair: [.first(type: 0), .second(type: 1)])

    /// `[CLS] a [SEP] b [SEP]`, the second text and its end of type 1.
    static func bert(classifier: Int32, separator: Int32) -> TokenTemplate {
        let begin = [Piece.special(ids: [classifier], type: 0), .first(type: 0), .special(ids: [separator], type: 0)]
        return TokenTemplate(single: begin, pair: begin + [.second(type: 1), .special(ids: [separator], type: 1)])
    }

    /// `<s> a </s></s> b </s>`, all of type 0.
    static func roberta(classifier: Int32, separator: Int32) -> TokenTemplate {
        let end = Piece.special(ids: [separator], type: 0)
        let begin = [Piece.special(ids: [classifier], type: 0), .first(type: 0), end]
        return TokenTemplate(single: begin, pair: begin + [end, .second(type: 0), end])
    }

    /// How many special tokens there are.
    static func specialCount(_ pieces: [Piece]) -> Int {
        pieces.reduce(0) { count, piece in
            if case .special(let ids, _) = piece { count + ids.count } else { count }
        }
    }

    static func fill(
        _ pieces: [Piece], _ first: ArraySlice<Int32>, _ second: ArraySlice<Int32> = [], isTruncated: Bool
    ) -> TokenSequence {
        var sequence = TokenSequence(ids: [], types: [], isTruncated: isTruncated)
        for piece in pieces {
            switch piece {
            case .special(let ids, let type): sequence.append(ids[...], type)
            case .first(let type): sequence.append(first, type)
            case .second(let type): sequence.append(second, type)
            }
        }
        return sequence
    }
}

extension TokenSequence {
    fileprivate mutating func append(_ added: ArraySlice<Int32>, _ type: UInt8) {
        ids.append(contentsOf: added)
        types.append(contentsOf: repeatElement(type, count: added.count))
    }
}
