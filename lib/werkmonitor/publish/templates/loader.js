/* Nothing is loaded before somebody points at a picture, touches it or comes to it by keyboard. */
{
  const { bundle } = document.currentScript.dataset;
  let loading;
  const load = () =>
    (loading ??= new Promise((done) => {
      if (!bundle) return done();
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = done;
      document.head.append(script);
    }));
  for (const data of document.querySelectorAll('svg + script[type="application/json"]')) {
    const svg = data.previousElementSibling;
    let isAwake = false;
    const wake = async (event) => {
      if (isAwake) return;
      isAwake = true;
      await load();
      werkmonitor.draw(svg, event);
    };
    svg.tabIndex = 0;
    for (const type of ["pointerover", "focus"]) svg.addEventListener(type, wake);
  }
}
