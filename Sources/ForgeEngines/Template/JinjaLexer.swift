/// Cuts a template into text, statements and outputs, and those into tokens.
///
/// White space as Hugging Face transformers sets Jinja up: `trim_blocks` and `lstrip_blocks`.
struct JinjaLexer {
    enum Token: Equatable {
        case name(String)
        case string(String)
        case integer(Int)
        case number(Double)
        case symbol(String)
    }

    enum Piece {
        case text(String)
        case statement([Token])
        case output([Token])
    }

    private let source: [Character]
    private var index = 0
    private var pieces: [Piece] = []
    private var text = ""

    static func pieces(of source: String) throws -> [Piece] {
        guard source.utf8.count <= JinjaLimits.sourceBytes else {
            throw JinjaError(message: "the template is longer than \(JinjaLimits.sourceBytes >> 20) MiB")
        }
        var lexer = JinjaLexer(source: Array(source))
        return try lexer.run()
    }

    private init(source: [Character]) { self.source = source.flatMap { $0 == "\r\n" ? ["\n"] : [$0] } }

    private mutating func run() throws -> [Piece] {
        // Jinja drops one line break at the very end.
        let end = source.last == "\n" ? source.count - 1 : source.count
        while index < end {
            if starts("{{") {
                try tag(close: "}}") { .output($0) }
            } else if starts("{%") {
                try tag(close: "%}") { .statement($0) }
            } else if starts("{#") {
                try comment()
            } else {
                text.append(source[index])
                index += 1
            }
        }
        flush()
        return pieces
    }

    private func starts(_ word: String, at offset: Int = 0) -> Bool {
        source[min(index + offset, source.count)...].starts(with: word)
    }

    private mutating func flush() {
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
    }

    /// Applies `-` or the block rule to the text before a tag, whose two opening characters are still ahead.
    private mutating func openTag(isBlock: Bool) {
        index += 2
        if starts("-") {
            index += 1
            while text.last?.isWhitespace == true { text.removeLast() }
        } else if starts("+") {
            index += 1
        } else if isBlock {
            let lineStart = text.lastIndex(of: "\n").map(text.index(after:)) ?? text.startIndex
            let startsLine = lineStart > text.startIndex || pieces.isEmpty || endedWithNewline
            if startsLine, text[lineStart...].allSatisfy(\.isWhitespace) { text.removeSubrange(lineStart...) }
        }
        flush()
    }

    /// Whether the tag before swallowed a line break, so that the next text begins a line.
    private var endedWithNewline = false

    private mutating func closeTag(trims: Bool, isBlock: Bool) {
        index += 2
        endedWithNewline = false
        if trims {
            while index < source.count, source[index].isWhitespace {
                endedWithNewline = source[index] == "\n" || endedWithNewline
                index += 1
            }
        } else if isBlock, index < source.count, source[index] == "\n" {
            index += 1
            endedWithNewline = true
        }
    }

    private mutating func comment() throws {
        openTag(isBlock: true)
        while index < source.count, !starts("#}") { index += 1 }
        guard index < source.count else { throw JinjaError(message: "a comment is not closed") }
        closeTag(trims: source[index - 1] == "-", isBlock: true)
    }

    private mutating func tag(close: String, _ make: ([Token]) -> Piece) throws {
        let isBlock = close == "%}"
        openTag(isBlock: isBlock)
        var tokens: [Token] = []
        var depth = 0
        while true {
            while index < source.count, source[index].isWhitespace { index += 1 }
            guard index < source.count else { throw JinjaError(message: "a tag is not closed with \(close)") }
            if depth == 0 || close == "%}" {
                if starts("-" + close) {
                    index += 1
                    closeTag(trims: true, isBlock: isBlock)
                    break
                }
                if starts(close) {
                    closeTag(trims: false, isBlock: isBlock)
                    break
                }
            }
            let token = try token()
            if token == .symbol("{") { depth += 1 }
            if token == .symbol("}") { depth -= 1 }
            tokens.append(token)
            guard tokens.count <= JinjaLimits.tokensPerTag else {
                throw JinjaError(message: "a tag has more than \(JinjaLimits.tokensPerTag) parts")
            }
        }
        pieces.append(make(tokens))
    }

    // MARK: Tokens

    private mutating func token() throws -> Token {
        let character = source[index]
        if character == "'" || character == "\"" { return try string(quote: character) }
        if character.isNumber { return try number() }
        if character.isLetter || character == "_" {
            let start = index
            while index < source.count, source[index].isLetter || source[index].isNumber || source[index] == "_" {
                index += 1
            }
            return .name(String(source[start..<index]))
        }
        for symbol in ["==", "!=", "<=", ">=", "//", "**"] where starts(symbol) {
            index += 2
            return .symbol(symbol)
        }
        guard "+-*/%~<>=()[]{},.:|".contains(character) else {
            throw JinjaError(message: "unexpected character \(character)")
        }
        index += 1
        return .symbol(String(character))
    }

    private mutating func number() throws -> Token {
        let start = index
        var isFraction = false
        while index < source.count, source[index].isNumber || (source[index] == "." && !isFraction) {
            if source[index] == "." {
                guard index + 1 < source.count, source[index + 1].isNumber else { break }
                isFraction = true
            }
            index += 1
        }
        let digits = String(source[start..<index])
        if !isFraction, let value = Int(digits) { return .integer(value) }
        guard let value = Double(digits) else { throw JinjaError(message: "\(digits) is not a number") }
        return .number(value)
    }

    private static let escapes: [Character: Character] = ["n": "\n", "t": "\t", "r": "\r"]

    private mutating func string(quote: Character) throws -> Token {
        index += 1
        var value = ""
        while index < source.count, source[index] != quote {
            if source[index] == "\\", index + 1 < source.count {
                index += 1
                value.append(Self.escapes[source[index]] ?? source[index])
            } else {
                value.append(source[index])
            }
            index += 1
        }
        guard index < source.count else { throw JinjaError(message: "a text is not closed") }
        index += 1
        return .string(value)
    }
}
