/// A bound parameter in the text form of its type.
struct PostgresValue: Sendable {
    /// Nil for NULL. Holds no NUL character.
    let text: String?
    /// The type's object id, which is the same in every database.
    let type: UInt32

    init(text: String?, type: UInt32) {
        self.text = text
        self.type = type
    }

    init(_ value: some PostgresConvertible) {
        self.init(text: value.postgresText, type: Swift.type(of: value).postgresType)
    }
}

protocol PostgresConvertible: Sendable {
    static var postgresType: UInt32 { get }
    static var postgresArrayType: UInt32 { get }
    var postgresText: String { get }
}

extension Int: PostgresConvertible {
    static var postgresType: UInt32 { 20 }
    static var postgresArrayType: UInt32 { 1016 }
    var postgresText: String { description }
}

extension Int64: PostgresConvertible {
    static var postgresType: UInt32 { 20 }
    static var postgresArrayType: UInt32 { 1016 }
    var postgresText: String { description }
}

extension Double: PostgresConvertible {
    static var postgresType: UInt32 { 701 }
    static var postgresArrayType: UInt32 { 1022 }
    /// The shortest text that reads back as the same number.
    var postgresText: String { isFinite ? description : isNaN ? "NaN" : self < 0 ? "-Infinity" : "Infinity" }
}

extension Bool: PostgresConvertible {
    static var postgresType: UInt32 { 16 }
    static var postgresArrayType: UInt32 { 1000 }
    var postgresText: String { self ? "t" : "f" }
}

extension String: PostgresConvertible {
    static var postgresType: UInt32 { 25 }
    static var postgresArrayType: UInt32 { 1009 }
    var postgresText: String { NULEscape.escaped(self) }
}

/// JSON text, stored as JSONB.
struct PostgresJSON: PostgresConvertible {
    static var postgresType: UInt32 { 3802 }
    static var postgresArrayType: UInt32 { 3807 }
    private let json: String

    init(_ json: String) { self.json = json }

    init?(_ json: String?) {
        guard let json else { return nil }
        self.json = json
    }

    var postgresText: String { NULEscape.escapedJSON(json) }
}

/// A list as one parameter, however long it is: `unnest` and `= ANY` take it apart.
struct PostgresArray<Element: PostgresConvertible>: PostgresConvertible {
    static var postgresType: UInt32 { Element.postgresArrayType }
    static var postgresArrayType: UInt32 { Element.postgresArrayType }
    private let elements: [Element?]

    init(_ elements: some Sequence<Element>) { self.elements = elements.map { $0 } }

    /// - Parameter elements: nil for NULL.
    init(optional elements: some Sequence<Element?>) { self.elements = Array(elements) }

    /// The array literal: every element quoted, so that no text has a meaning of its own.
    var postgresText: String {
        var text = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            guard let element else {
                text += "NULL"
                continue
            }
            text += "\""
            let value = element.postgresText
            if value.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
                for scalar in value.unicodeScalars {
                    if scalar == "\"" || scalar == "\\" { text += "\\" }
                    text.unicodeScalars.append(scalar)
                }
            } else {
                text += value
            }
            text += "\""
        }
        return text + "}"
    }
}
