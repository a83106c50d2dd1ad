// Bindings: conversions type by type, receivers, arguments, errors, natives that die.
#include "isolate/js_class.h"

#include <gtest/gtest.h>

#include "script_run.h"
#include "test_surface.h"

namespace inlay {
namespace {

struct Row {
  const char* name;
  const char* source;
  const char* result;
};

void expect_rows(std::span<const Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    TestWorld world;
    world.evaluate("globalThis.outcome = f => { try { return f() } catch (e) { return `${e}` } }");
    EXPECT_EQ(world.evaluate(row.source), row.result);
  }
}

TEST(JsType, converts_both_ways) {
  const Row rows[] = {
      {"string: ASCII", "natives.sameString('abc')", "abc"},
      {"string: empty", "natives.sameString('') === ''", "true"},
      {"string: Latin-1", "natives.sameString('é') === 'é'", "true"},
      {"string: beyond the first plane", "natives.sameString('a😀b') === 'a😀b'", "true"},
      {"string: lone high surrogate", "natives.sameString('a\\ud800b') === 'a\\ufffdb'", "true"},
      {"string: lone low surrogate", "natives.sameString('\\udc00') === '\\ufffd'", "true"},
      {"string: NUL", "natives.sameString('a\\0b').length", "3"},
      {"string: UTF-8 inside", "natives.utf8Bytes('é€😀a')", "10"},
      {"string: long Latin-1", "const s = 'é'.repeat(1e5); natives.sameString(s) === s", "true"},
      {"string: rope",
       "let s = ''; for (let i = 0; i < 1e4; i++) s += 'ab'; "
       "natives.sameString(s) === s",
       "true"},
      {"string: of a number", "natives.sameString(1.5)", "1.5"},
      {"string: of null", "natives.sameString(null)", "null"},
      {"string: of undefined", "natives.sameString(undefined)", "undefined"},
      {"string: by toString", "natives.sameString({ toString: () => 'by' })", "by"},
      {"string: of a symbol", "outcome(() => natives.sameString(Symbol()))",
       "TypeError: Cannot convert a Symbol value to a string"},
      {"string: toString throws",
       "outcome(() => natives.sameString({ toString() { throw new RangeError('mine') } }))",
       "RangeError: mine"},
      {"string: at the bound", "natives.utf8Bytes('x'.repeat(2 ** 24))", "16777216"},
      {"string: over the bound", "outcome(() => natives.utf8Bytes('x'.repeat(2 ** 24 + 1)))",
       "RangeError: text of 16777217 characters, limit 16 MiB"},
      {"string: over the bound in bytes", "outcome(() => natives.utf8Bytes('é'.repeat(9e6)))",
       "RangeError: text of 9000000 characters, limit 16 MiB"},
      {"bool", "natives.sameBool('') + '' + natives.sameBool({})", "falsetrue"},
      {"int32", "natives.sameInt(-2147483648)", "-2147483648"},
      {"int32: modulo", "natives.sameInt(2 ** 32 + 5)", "5"},
      {"int32: fraction, NaN", "natives.sameInt(-1.9) + natives.sameInt(NaN)", "-1"},
      {"uint32", "natives.sameUint(4294967295)", "4294967295"},
      {"uint32: negative", "natives.sameUint(-1)", "4294967295"},
      {"uint32: of a BigInt", "outcome(() => natives.sameUint(1n))",
       "TypeError: Cannot convert a BigInt value to a number"},
      {"double", "natives.sameDouble('2.5')", "2.5"},
      {"double: -0", "Object.is(natives.sameDouble(-0), -0)", "true"},
      {"double: NaN", "natives.sameDouble('x')", "NaN"},
      {"optional: given", "natives.sameOptional('x')", "x"},
      {"optional: missing is null", "natives.sameOptional()", "null"},
      {"optional: undefined is null", "natives.sameOptional(undefined)", "null"},
      {"optional: null is text", "natives.sameOptional(null) === 'null'", "true"},
      {"value", "const o = {}; natives.sameValue(o) === o", "true"},
      {"object", "const o = []; natives.sameObject(o) === o", "true"},
      {"object: a number", "outcome(() => natives.sameObject(1))",
       "TypeError: an object is expected"},
      {"function", "natives.called(() => 'was called')", "was called"},
      {"function: it throws", "outcome(() => natives.called(() => { throw new Error('mine') }))",
       "Error: mine"},
      {"function: an object", "outcome(() => natives.called({}))",
       "TypeError: a function is expected"},
      {"bytes: array", "natives.sameBytes(new Uint8Array([1, 2, 3])).join()", "1,2,3"},
      {"bytes: part of a buffer",
       "natives.sameBytes(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)).join()", "2,3"},
      {"bytes: buffer", "natives.sameBytes(new Uint16Array([1, 2]).buffer).join()", "1,0,2,0"},
      {"bytes: a copy", "const a = new Uint8Array(1); natives.sameBytes(a)[0] = 1; a[0]", "0"},
      {"bytes: none", "natives.sameBytes(new ArrayBuffer(0)).length", "0"},
      {"bytes: text", "outcome(() => natives.sameBytes('x'))",
       "TypeError: an ArrayBuffer or a view on one is expected"},
      {"array", "natives.twice('x').join()", "x,x"},
  };
  expect_rows(rows);
}

TEST(JsClass, arguments) {
  const Row rows[] = {
      {"missing", "outcome(() => natives.sameString())",
       "TypeError: sameString: 1 argument is needed, 0 given"},
      {"too many are ignored", "natives.sameString('a', 'b')", "a"},
      {"arity", "natives.sameString.length + natives.sameOptional.length", "1"},
      {"name", "natives.sameString.name", "sameString"},
      {"no constructor", "outcome(() => new natives.sameString('x'))",
       "TypeError: natives.sameString is not a constructor"},
      {"malformed", "outcome(() => natives.failing(2))", "TypeError: failing: this always fails"},
      {"too large", "outcome(() => natives.failing(1))", "RangeError: failing: this always fails"},
      {"internal", "outcome(() => natives.failing(10))", "Error: failing: this always fails"},
  };
  expect_rows(rows);
}

TEST(JsClass, classes_that_scripts_make) {
  const Row rows[] = {
      {"method", "new Counter(3).add(2)", "5"},
      {"optional argument", "new Counter().add()", "1"},
      {"accessor", "new Counter(3).value", "3"},
      {"read-only", "const c = new Counter(3); c.value = 9; c.value", "3"},
      {"static", "new Counter(); Counter.howMany()", "1"},
      {"without new", "outcome(() => Counter())", "TypeError: Counter: use new to make one"},
      {"constructor fails", "outcome(() => new Counter(-1))", "TypeError: Counter: start: below 0"},
      {"subclass",
       "class C extends Counter { twice() { this.add(); return this.add() } } "
       "new C(1).twice()",
       "3"},
      {"subclass that makes itself twice",
       "class C extends Counter { constructor() { try { super(-1) } catch {} super(2) } } "
       "new C().value",
       "2"},
      {"tag", "String(new Counter())", "[object Counter]"},
      {"name", "Counter.name + Counter.length", "Counter0"},
      {"foreign receiver", "outcome(() => Counter.prototype.add.call({}))",
       "TypeError: Illegal invocation"},
      {"receiver of another class", "outcome(() => Tag.prototype.getAttribute.call(new Counter()))",
       "TypeError: Illegal invocation"},
      {"prototype as receiver", "outcome(() => Counter.prototype.add())",
       "TypeError: Illegal invocation"},
      {"made without constructor", "outcome(() => Object.create(Counter.prototype).add())",
       "TypeError: Illegal invocation"},
      {"proxy as receiver", "outcome(() => new Proxy(new Counter(), {}).add())",
       "TypeError: Illegal invocation"},
      {"scripts cannot make one", "outcome(() => new Tag())",
       "TypeError: Tag: scripts cannot make one"},
      {"nor by a subclass", "outcome(() => new (class extends Tag {})())",
       "TypeError: Tag: scripts cannot make one"},
      {"constant", "Tag.LONGEST = 9; Tag.LONGEST", "8"},
      {"methods are not enumerable", "Object.keys(Tag.prototype).join()", "name,LONGEST"},
  };
  expect_rows(rows);
}

TEST(JsClass, natives_of_a_handler) {
  const Row rows[] = {
      {"get", "tag => tag.getAttribute('id')", "main"},
      {"get nothing", "tag => tag.getAttribute('x')", "null"},
      {"has", "tag => tag.hasAttribute('id')", "true"},
      {"set gives itself", "tag => tag.setAttribute('a', 'b') === tag && tag.getAttribute('a')",
       "b"},
      {"accessor", "tag => { tag.name = 'p'; return tag.name }", "p"},
      {"setter refuses", "tag => { try { tag.name = '' } catch (e) { return `${e}` } }",
       "TypeError: Tag.name: tag name: empty"},
      {"setter refuses length",
       "tag => { try { tag.name = 'x'.repeat(9) } catch (e) { return `${e}` } }",
       "RangeError: Tag.name: tag name: more than 8 bytes"},
      {"method refuses",
       "tag => { try { tag.setAttribute('a b', 'c') } catch (e) { return `${e}` } }",
       "TypeError: Tag.setAttribute: attribute name: has a space"},
      {"patched",
       "tag => { Tag.prototype.getAttribute = () => 'patched'; return "
       "tag.getAttribute('id') }",
       "patched"},
      {"kept", "tag => { globalThis.kept = tag; return 'kept' }", "kept"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    TestWorld world;
    Budget budget;
    Turn turn = world.isolate().enter(budget);
    const std::string source = std::string("globalThis.handler = ") + row.source;
    v8::Local<v8::Value> pattern = world.isolate()
                                       .class_template(kTagClass)
                                       ->InstanceTemplate()
                                       ->NewInstance(turn.context())
                                       .ToLocalChecked();
    const ObjectMaker maker(turn.isolate(), pattern.As<v8::Object>());
    turn.leave();
    world.evaluate(source);
    Tag tag("div");
    {
      Turn call = world.isolate().enter(budget);
      v8::Local<v8::Object> object = maker.fresh(call.isolate(), &tag);
      const NativeScope scope(object, &tag);
      v8::Local<v8::Value> argument = object;
      v8::Local<v8::Value> handler =
          call.context()
              ->Global()
              ->Get(call.context(), js_literal(call.isolate(), "handler"))
              .ToLocalChecked();
      v8::Local<v8::Value> result;
      ASSERT_TRUE(call.call(handler.As<v8::Function>(), v8::Undefined(call.isolate()),
                            std::span(&argument, 1))
                      .ToLocal(&result));
      EXPECT_EQ(utf8_of(call.isolate(), result->ToString(call.context()).ToLocalChecked()),
                row.result);
    }
    if (std::string_view(row.name) == "kept") {
      EXPECT_EQ(world.evaluate("kept.getAttribute('id')"),
                "threw TypeError: Tag.getAttribute: this tag is only valid inside its handler");
      EXPECT_EQ(world.evaluate("kept.name"),
                "threw TypeError: Tag.name: this tag is only valid inside its handler");
      EXPECT_EQ(world.evaluate("kept.name = 'x'"),
                "threw TypeError: Tag.name: this tag is only valid inside its handler");
    }
  }
}

TEST(JsClass, owned_natives_die_with_their_objects) {
  {
    TestWorld world;
    world.evaluate("for (let i = 0; i < 1000; i++) new Counter(); globalThis.kept = new Counter()");
    world.isolate().shrink();
    EXPECT_EQ(Counter::living, 1);
    EXPECT_EQ(world.isolate().natives().count(), 1U);
  }
  EXPECT_EQ(Counter::living, 0);
}

// What a program that writes type declarations reads.
TEST(JsClass, tables_say_names_arities_and_types) {
  std::string text;
  for (const MethodRow& row : kTagClass.methods) {
    text.append(row.name).append("(");
    for (const std::string_view type : row.takes) text.append(type).append(",");
    text.append("):").append(row.returns).append(" ");
    text.append(std::to_string(row.arity)).append("\n");
  }
  EXPECT_EQ(text,
            "getAttribute(string,):string 1\nsetAttribute(string,string,):this 2\n"
            "hasAttribute(string,):boolean 1\n");
}

}  // namespace
}  // namespace inlay
