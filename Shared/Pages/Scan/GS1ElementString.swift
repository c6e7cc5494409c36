/// Takes a GS1 element string apart (GS1 General Specifications, sections 3 and 7.8).
enum GS1ElementString {
    /// Written for people: `(00)340123450000000018(37)5`. Nil where it is not written so.
    static func bracketed(_ text: String) -> [GS1Element]? {
        guard text.hasPrefix("(") else { return nil }
        var elements: [GS1Element] = []
        var rest = Substring(text)
        while rest.first == "(" {
            guard let end = rest.firstIndex(of: ")") else { return nil }
            let identifier = String(rest[rest.index(after: rest.startIndex)..<end])
            guard 2...4 ~= identifier.utf8.count, GS1Element.isDigits(identifier) else { return nil }
            rest = rest[rest.index(after: end)...]
            let value = rest.prefix { $0 != "(" && $0.unicodeScalars.first != GS1Separator.scalar }
            guard !value.isEmpty else { return nil }
            elements.append(GS1Element(identifier, String(value)))
            rest = rest.dropFirst(value.count)
            while rest.unicodeScalars.first == GS1Separator.scalar { rest = rest.dropFirst() }
        }
        return rest.isEmpty ? elements : nil
    }

    /// As scanners send it. Nil where it is not one to its end.
    static func plain(_ text: String) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.unicodeScalars.first == GS1Separator.scalar {
                rest = rest.dropFirst()
                continue
            }
            guard let shape = Shape(rest) else { return nil }
            let identifier = String(rest.prefix(shape.identifierDigits))
            rest = rest.dropFirst(shape.identifierDigits)
            let value: Substring
            switch shape.length {
            case .fixed(let count):
                value = rest.prefix(count)
                guard value.count == count, GS1Element.isDigits(value) else { return nil }
            case .upTo(let most):
                value = rest.prefix { $0.unicodeScalars.first != GS1Separator.scalar }
                guard !value.isEmpty, value.count <= most else { return nil }
            }
            rest = rest.dropFirst(value.count)
            elements.append(GS1Element(identifier, String(value)))
        }
        return elements.isEmpty ? nil : elements
    }

    /// How an element is written, which its first digits say.
    private struct Shape {
        enum Length { case fixed(Int), upTo(Int) }
        let identifierDigits: Int
        let length: Length

        /// What carriers put behind a postcode has up to 34 digits; nothing in an element string is longer than 90.
        init?(_ text: Substring) {
            guard let two = Int(text.prefix(2)), text.prefix(2).count == 2, GS1Element.isDigits(text.prefix(2)) else {
                return nil
            }
            switch two {
            case 0: self.init(2, .fixed(18))
            case 1, 2, 3: self.init(2, .fixed(14))
            case 4: self.init(2, .fixed(16))
            case 11...13, 15...19: self.init(2, .fixed(6))
            case 20: self.init(2, .fixed(2))
            case 10, 21, 22, 30, 37, 90...99: self.init(2, .upTo(90))
            case 31...36: self.init(4, .fixed(6))
            case 41: self.init(3, .fixed(13))
            case 40 where text.hasPrefix("402"): self.init(3, .fixed(17))
            case 23, 24, 25, 40, 42, 71: self.init(3, .upTo(90))
            case 39, 43, 70, 72, 80, 81, 82: self.init(4, .upTo(90))
            default: return nil
            }
            guard text.count > identifierDigits, GS1Element.isDigits(text.prefix(identifierDigits)) else { return nil }
        }

        private init(_ digits: Int, _ length: Length) {
            identifierDigits = digits
            self.length = length
        }
    }
}
