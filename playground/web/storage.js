// storage.js - what the browser keeps; where it must not, the page itself, as long as it is
// open.

function inMemory() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, String(value)),
    removeItem: (key) => kept.delete(key),
  };
}

// A browser that refuses throws already when it is asked for the storage.
function storage(name) {
  try {
    return window[name] ?? inMemory();
  } catch {
    return inMemory();
  }
}

export const perTab = storage("sessionStorage");
export const perSite = storage("localStorage");
