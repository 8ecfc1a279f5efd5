/** A service of which only these members exist; the use of any other is a mistake in the test. */
export const double = <A extends object>(members: Partial<A>): A =>
  new Proxy(members, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name) as unknown
      throw new Error(`${String(name)} is not stubbed`)
    }
  }) as A
