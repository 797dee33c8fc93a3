// Taking photos on the phone. The file is sent as soon as it is chosen; the second of a pair can be framed by the outline of
// the first, drawn over the camera. Without this the same forms take a file and a press.

const OUTLINE_WIDTH = 480;

export function shoots(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-shoot]")) {
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    const label = form.querySelector<HTMLElement>(".shoot-file > span");
    if (!input || !label || form.classList.contains("shoot-live")) continue;
    form.classList.add("shoot-live");
    input.addEventListener("change", () => {
      if (!input.files?.length) return;
      // Where the phone keeps the photo, it is taken over before anything is sent.
      if (document.documentElement.dataset["phone"] !== "ready") label.textContent = form.dataset["sending"] ?? "";
      form.requestSubmit();
    });
    frame(form);
  }
}

/** The second of a pair is framed by the first, where there is one and a camera. */
export function frame(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const ghost = form.dataset["ghost"];
  if (input && ghost && "mediaDevices" in navigator) byOutline(form, input, ghost);
}

function byOutline(form: HTMLFormElement, input: HTMLInputElement, ghost: string): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = form.dataset["byOutline"] ?? "";
  button.addEventListener("click", () => void open(form, input, ghost, button));
  form.prepend(button);
}

async function open(form: HTMLFormElement, input: HTMLInputElement, ghost: string, button: HTMLButtonElement): Promise<void> {
  // While the camera is in hand, the page under it stays as it is.
  document.documentElement.dataset["camera"] = "open";
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } }, audio: false });
  } catch {
    // No camera, or not allowed: the file of the camera's own app does as well.
    delete document.documentElement.dataset["camera"];
    button.remove();
    input.click();
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "camera";
  const video = document.createElement("video");
  video.playsInline = true;
  video.muted = true;
  video.srcObject = stream;
  const canvas = document.createElement("canvas");
  const bar = document.createElement("div");
  bar.className = "camera-bar";
  const take = barButton("button", form.dataset["take"] ?? "");
  const close = barButton("button-quiet", form.dataset["close"] ?? "");
  bar.append(take, close);
  dialog.append(video, canvas, bar);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    for (const track of stream.getTracks()) track.stop();
    delete document.documentElement.dataset["camera"];
    dialog.remove();
    button.focus();
  });
  close.addEventListener("click", () => dialog.close());
  take.addEventListener("click", () => void snap(video, input, dialog));
  dialog.showModal();
  take.focus();
  await Promise.all([video.play(), outline(ghost, canvas)]);
}

function barButton(name: string, words: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = name;
  button.textContent = words;
  return button;
}

async function snap(video: HTMLVideoElement, input: HTMLInputElement, dialog: HTMLDialogElement): Promise<void> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  if (!blob) return;
  const files = new DataTransfer();
  files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
  input.files = files.files;
  dialog.close();
  input.dispatchEvent(new Event("change"));
}

// Where brightness changes abruptly there is an edge: drawn in white on nothing, thin enough to see the room through it.
async function outline(source: string, canvas: HTMLCanvasElement): Promise<void> {
  const image = new Image();
  image.src = source;
  await image.decode();
  const width = OUTLINE_WIDTH;
  const height = Math.round((width * image.naturalHeight) / image.naturalWidth);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return;
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1) {
    const at = i * 4;
    grey[i] = 0.3 * (pixels.data[at] ?? 0) + 0.59 * (pixels.data[at + 1] ?? 0) + 0.11 * (pixels.data[at + 2] ?? 0);
  }
  const light = (x: number, y: number) => grey[y * width + x] ?? 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const inside = x > 0 && y > 0 && x < width - 1 && y < height - 1;
      const across = inside
        ? light(x + 1, y - 1) + 2 * light(x + 1, y) + light(x + 1, y + 1) - light(x - 1, y - 1) - 2 * light(x - 1, y) - light(x - 1, y + 1)
        : 0;
      const down = inside
        ? light(x - 1, y + 1) + 2 * light(x, y + 1) + light(x + 1, y + 1) - light(x - 1, y - 1) - 2 * light(x, y - 1) - light(x + 1, y - 1)
        : 0;
      const edge = Math.hypot(across, down);
      pixels.data[at] = 255;
      pixels.data[at + 1] = 255;
      pixels.data[at + 2] = 255;
      pixels.data[at + 3] = edge < 60 ? 0 : Math.min(170, edge);
    }
  }
  context.putImageData(pixels, 0, 0);
}
