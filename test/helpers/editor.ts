import { mkdirSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { ROOT } from "./root";

/** Chromium as Debian installs it. */
const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const ARTIFACTS = path.join(ROOT, "artifacts/editor");

/** What the editor's page offers to scripts, as far as tests use it. */
declare const RED: {
  nodes: {
    node(id: string): Record<string, unknown> | null;
    eachNode(visit: (node: { id: string; type: string }) => void): void;
    eachConfig(visit: (node: { id: string; type: string }) => void): void;
    dirty(): boolean;
  };
  editor: { edit(node: unknown): void; editConfig(name: string, type: string, id: string): void };
  actions: { invoke(name: string): void };
};
declare const $: (selector: string) => {
  typedInput(action: string, value: string): void;
};

/** Node-RED's editor in a real browser. */
export class Editor {
  readonly page: Page;
  /** Errors of the page's own scripts. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      const place = message.location().url;
      // Node-RED asks its own servers for news, which a machine without a way out answers by an error
      if (message.type() === "error" && place.includes("127.0.0.1"))
        this.errors.push(`${message.text()} ${place}`);
    });
  }

  /** Opens the editor at `url` and waits for our palette category; closed after the test. */
  static async open(test: TestContext, url: string, locale = "en-US"): Promise<Editor> {
    const browser: Browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    test.after(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1480, height: 1000 }, locale });
    const editor = new Editor(page);
    await editor.load(url);
    return editor;
  }

  /** Loads the page (again). */
  async load(url = this.page.url()): Promise<void> {
    await this.page.goto(url);
    await this.palette("vision").or(this.palette("camera-in")).first().waitFor({ timeout: 30_000 });
    await this.page.locator("#red-ui-loading-progress").waitFor({ state: "hidden" });
  }

  /** The entry of a type in the palette. */
  palette(type: string): Locator {
    return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  }

  /** Drags a type from the palette onto the workspace; the new node's id. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = await this.ids(type);
    await this.page.locator("#red-ui-palette-search input").fill(type);
    const entry = this.palette(type);
    await entry.scrollIntoViewIfNeeded();
    await entry.dragTo(this.page.locator("#red-ui-workspace-chart"), { targetPosition: { x, y } });
    await this.page.locator("#red-ui-palette-search input").fill("");
    const [added] = (await this.ids(type)).filter((id) => !before.includes(id));
    if (!added) throw new Error(`${type} was not added`);
    return added;
  }

  /** Ids of the nodes of a type, config nodes included. */
  ids(type: string): Promise<string[]> {
    return this.page.evaluate((wanted) => {
      const found: string[] = [];
      const visit = (node: { id: string; type: string }) => {
        if (node.type === wanted) found.push(node.id);
      };
      RED.nodes.eachNode(visit);
      RED.nodes.eachConfig(visit);
      return found;
    }, type);
  }

  /** Opens the form of a node by a double click, of a config node as the sidebar does. */
  async edit(id: string): Promise<void> {
    await this.page.evaluate((node) => {
      const found = RED.nodes.node(node) as { type: string; _def: { category: string } } | null;
      if (!found) throw new Error(`no node ${node}`);
      if (found._def.category === "config") RED.editor.editConfig("", found.type, node);
      else RED.editor.edit(found);
    }, id);
    await this.form.waitFor();
    await this.settled();
  }

  /** The form on top. */
  get form(): Locator {
    return this.page.locator(".ev-form").last();
  }

  /** Waits until trays stand still. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(450);
  }

  /** The field of a property, its tab opened; `prefix` is that of config nodes for those. */
  async field(name: string): Promise<Locator> {
    const field = this.form.locator(`[id="node-input-${name}"], [id="node-config-input-${name}"]`);
    const tab = await field.evaluate(
      (element) => element.closest("[data-tab]")?.getAttribute("data-tab") ?? "",
    );
    if (tab) await this.openTab(tab);
    return field;
  }

  /** Opens a tab of the form. */
  async openTab(id: string): Promise<void> {
    const tab = this.form.locator(`[data-part="tabs"] a[href="#ev-${id}"]`);
    if (await tab.evaluate((link) => link.parentElement?.classList.contains("active"))) return;
    await tab.click();
    // Node-RED takes two clicks on tabs within 400 ms for a double click
    await this.settled();
  }

  /** Types into a field, chooses in a list, or fills a typed input, whichever the property has. */
  async fill(name: string, value: string, type?: string): Promise<void> {
    const field = await this.field(name);
    const tag = await field.evaluate((element) => element.tagName);
    if (tag === "SELECT") {
      await field.selectOption(value);
      return;
    }
    const typed = field.locator("xpath=following-sibling::*[contains(@class,'red-ui-typedInput-container')]");
    if ((await typed.count()) === 0) {
      await field.fill(value);
      return;
    }
    const id = await field.getAttribute("id");
    if (type)
      await this.page.evaluate(
        ([to, chosen]) => $(`#${to}`).typedInput("type", chosen as string),
        [id, type],
      );
    await typed.locator("input.red-ui-typedInput-input").fill(value);
  }

  /** What the field of a property holds. */
  async value(name: string): Promise<string> {
    return (await this.field(name)).inputValue();
  }

  /** Presses Done, Add or Update, whichever is on top, and waits until that form is gone. */
  async done(): Promise<void> {
    const form = await this.form.elementHandle();
    await this.page.locator(".red-ui-tray-toolbar button.primary").last().click();
    await this.page.waitForFunction((element) => !element?.isConnected, form);
    await this.settled();
  }

  /** Imports one of our examples through the Import menu and shows the tab that it brings. */
  async importExample(name: string): Promise<void> {
    await this.page.evaluate(() => RED.actions.invoke("core:show-examples-import-dialog"));
    const entries = this.page.locator("#red-ui-clipboard-dialog-import-tab-examples .red-ui-treeList-label");
    await entries.filter({ hasText: "@edge-vision/node-red-tensorrt" }).click();
    await entries.filter({ hasText: name }).click();
    await this.page.locator("#red-ui-clipboard-dialog-ok").click();
    await this.page.locator("#red-ui-clipboard-dialog-ok").waitFor({ state: "hidden" });
    await this.page.locator("#red-ui-workspace-tabs a").filter({ hasText: name }).click();
    await this.settled();
  }

  /** Text of the status under a node. */
  status(id: string): Promise<string> {
    return this.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`).first().innerHTML();
  }

  /** Deploys and waits until nothing is left to deploy. */
  async deploy(): Promise<void> {
    await this.page.evaluate(() => RED.actions.invoke("core:deploy-flows"));
    await this.page.waitForFunction(() => !RED.nodes.dirty());
  }

  /** Whether there is something to deploy. */
  changed(): Promise<boolean> {
    return this.page.evaluate(() => RED.nodes.dirty());
  }

  /** A picture of the page, or of the form on top, in artifacts/editor. */
  async picture(name: string, what: "page" | "form" = "page"): Promise<void> {
    mkdirSync(ARTIFACTS, { recursive: true });
    const file = path.join(ARTIFACTS, `${name}.png`);
    if (what === "page") await this.page.screenshot({ path: file });
    else await this.page.locator(".red-ui-tray").last().screenshot({ path: file });
  }
}
