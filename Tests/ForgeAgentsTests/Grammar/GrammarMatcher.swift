/// A small matcher for the part of GBNF that our grammars use: strings, classes, rules, groups, alternatives and
/// repetitions. It keeps all places that can be reached, so it needs no luck with the order of alternatives.
struct GrammarMatcher {
    indirect enum Node {
        case text([Character])
        case characters(negated: Bool, ranges: [ClosedRange<Character>])
        case rule(String)
        case sequence([Node])
        case choice([Node])
        case many(Node, least: Int, most: Int)
    }

    struct Failure: Error { var reason: String }

    private var rules: [String: Node] = [:]

    init(_ grammar: String) throws {
        for line in grammar.split(separator: "\n") {
            guard let sign = line.firstRange(of: " ::= ") else { throw Failure(reason: "no rule: \(line)") }
            var reader = Reader(Array(line[sign.upperBound...]))
            rules[String(line[..<sign.lowerBound])] = try reader.choice()
            guard reader.isAtEnd else { throw Failure(reason: "left over in: \(line)") }
        }
    }

    /// Names that are used and not defined, and names that are defined and not used.
    var loose: Set<String> {
        var used: Set<String> = ["root"]
        func visit(_ node: Node) {
            switch node {
            case .rule(let name): used.insert(name)
            case .sequence(let nodes), .choice(let nodes): nodes.forEach(visit)
            case .many(let node, _, _): visit(node)
            case .text, .characters: break
            }
        }
        rules.values.forEach(visit)
        return used.symmetricDifference(rules.keys)
    }

    func matches(_ text: String) -> Bool {
        let characters = Array(text)
        return ends(of: .rule("root"), from: [0], in: characters).contains(characters.count)
    }

    private func ends(of node: Node, from starts: Set<Int>, in text: [Character]) -> Set<Int> {
        switch node {
        case .text(let wanted):
            return Set(starts.filter { text.dropFirst($0).starts(with: wanted) }.map { $0 + wanted.count })
        case .characters(let negated, let ranges):
            return Set(
                starts.filter {
                    $0 < text.count && ranges.contains { [character = text[$0]] in $0.contains(character) } != negated
                }
                .map { $0 + 1 })
        case .rule(let name): return rules[name].map { ends(of: $0, from: starts, in: text) } ?? []
        case .sequence(let nodes): return nodes.reduce(starts) { ends(of: $1, from: $0, in: text) }
        case .choice(let nodes): return nodes.reduce(into: []) { $0.formUnion(ends(of: $1, from: starts, in: text)) }
        case .many(let node, let least, let most):
            var reached = starts
            var all: Set<Int> = least == 0 ? starts : []
            for count in 1...most where !reached.isEmpty {
                reached = ends(of: node, from: reached, in: text)
                if count >= least { all.formUnion(reached) }
            }
            return all
        }
    }

    private struct Reader {
        private let text: [Character]
        private var position = 0

        init(_ text: [Character]) { self.text = text }

        var isAtEnd: Bool { position >= text.count }
        private var current: Character? { position < text.count ? text[position] : nil }

        mutating func choice() throws -> Node {
            var nodes = [try sequence()]
            while current == "|" {
                position += 1
                nodes.append(try sequence())
            }
            return nodes.count == 1 ? nodes[0] : .choice(nodes)
        }

        private mutating func sequence() throws -> Node {
            var nodes: [Node] = []
            skip()
            while let character = current, character != "|", character != ")" {
                nodes.append(try repeated(try item(character)))
                skip()
            }
            return .sequence(nodes)
        }

        private mutating func item(_ character: Character) throws -> Node {
            switch character {
            case "\"": return try string()
            case "[": return try characters()
            case "(":
                position += 1
                let inner = try choice()
                guard current == ")" else { throw Failure(reason: "no closing parenthesis") }
                position += 1
                return inner
            default:
                let start = position
                while let next = current, next.isLetter || next.isNumber || next == "-" { position += 1 }
                guard position > start else { throw Failure(reason: "unexpected \(character)") }
                return .rule(String(text[start..<position]))
            }
        }

        private mutating func repeated(_ node: Node) throws -> Node {
            switch current {
            case "?":
                position += 1
                return .many(node, least: 0, most: 1)
            case "{":
                let end = text[position...].firstIndex(of: "}") ?? text.endIndex
                let bounds = String(text[position + 1..<end]).split(separator: ",").compactMap { Int($0) }
                guard let least = bounds.first, let most = bounds.last else { throw Failure(reason: "bad bounds") }
                position = end + 1
                return .many(node, least: least, most: most)
            default: return node
            }
        }

        private mutating func string() throws -> Node {
            position += 1
            var characters: [Character] = []
            while let character = current, character != "\"" { characters.append(try escaped(character)) }
            guard current == "\"" else { throw Failure(reason: "an open string") }
            position += 1
            return .text(characters)
        }

        private mutating func characters() throws -> Node {
            position += 1
            let negated = current == "^"
            if negated { position += 1 }
            var ranges: [ClosedRange<Character>] = []
            while let character = current, character != "]" {
                let low = try escaped(character)
                if current == "-", position + 1 < text.count, text[position + 1] != "]" {
                    position += 1
                    ranges.append(low...(try escaped(text[position])))
                } else {
                    ranges.append(low...low)
                }
            }
            guard current == "]" else { throw Failure(reason: "an open class") }
            position += 1
            return .characters(negated: negated, ranges: ranges)
        }

        private mutating func escaped(_ character: Character) throws -> Character {
            position += 1
            guard character == "\\" else { return character }
            guard let next = current else { throw Failure(reason: "an open escape") }
            position += 1
            switch next {
            case "n": return "\n"
            case "r": return "\r"
            case "\\", "\"", "[", "]": return next
            default: throw Failure(reason: "\\\(next) is no escape of GBNF")
            }
        }

        private mutating func skip() {
            while current == " " { position += 1 }
        }
    }
}
