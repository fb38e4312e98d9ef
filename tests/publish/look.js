// What is wrong with a page as it is seen; axe overlooks all of this. Answers a list of sentences.
() => {
    const wrong = []
    const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true})
    const called = element =>
        `${element.localName} '${element.textContent.trim().replace(/\s+/g, ' ').slice(0, 50)}'`

    // Reflow (1.4.10): the page does not scroll sideways.
    const width = document.documentElement.scrollWidth
    if (width > innerWidth) {
        const out = [...document.body.querySelectorAll('*')].filter(element =>
            shown(element) && element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.scroll *, svg *'))
        wrong.push(`overflow: ${width} of ${innerWidth} pixels, by ${out.slice(-2).map(called)}`)
    }

    // What scrolls by itself is reached by the keyboard (2.1.1); nothing else is cut off (1.4.4, 1.4.12).
    for (const element of document.body.querySelectorAll(':not(svg, svg *)')) {
        if (element.clientWidth < 2 || element.scrollWidth <= element.clientWidth + 1) continue
        const how = getComputedStyle(element).overflowX
        if (['auto', 'scroll'].includes(how) && element.tabIndex < 0) wrong.push(`scroll: no key reaches ${called(element)}`)
        if (['hidden', 'clip'].includes(how) && shown(element)) wrong.push(`cut: ${called(element)}`)
    }

    // Contrast of text inside pictures (1.4.3): against what is painted below it, or the page.
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true})
    const over = (colour, opacity, ground) => {
        for (const [paint, strength] of [[`rgb(${ground})`, 1], [colour, opacity]]) {
            canvas.globalAlpha = strength
            canvas.fillStyle = paint
            canvas.fillRect(0, 0, 1, 1)
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    const luminance = colour => {
        const [r, g, b] = colour.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        return .2126 * r + .7152 * g + .0722 * b
    }
    const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
        return (light + .05) / (dark + .05)
    }
    const opacity = element => element ? +getComputedStyle(element).opacity * opacity(element.parentElement) : 1
    const canvasColour = getComputedStyle(document.documentElement).colorScheme.includes('dark')
        && matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255]
    const ground = element =>
        element ? over(getComputedStyle(element).backgroundColor, 1, ground(element.parentElement)) : canvasColour
    for (const picture of document.querySelectorAll('svg')) {
        if (!shown(picture)) continue
        const paper = ground(picture), painted = [], letters = [...picture.querySelectorAll('text')]
        for (const part of picture.querySelectorAll('text, rect, path, circle, line')) {
            const style = getComputedStyle(part), box = part.getBoundingClientRect()
            if (!shown(part) || !box.width) continue
            const paint = [style.fill, style.fillOpacity * opacity(part)]
            if (part.localName != 'text') {
                if (style.fill != 'none') painted.push([box, paint])
                continue
            }
            // A halo is the same text below the text, in the colour of the ground: it is what the text stands on.
            const copies = letters.filter(other => other.textContent == part.textContent && Math.hypot(
                other.getBoundingClientRect().left - box.left, other.getBoundingClientRect().top - box.top) < 3)
            if (part != copies.at(-1) || !part.textContent.trim()) continue
            const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2
            let below = paper
            for (const [area, fill] of painted)
                if (area.left <= x && x <= area.right && area.top <= y && y <= area.bottom) below = over(...fill, below)
            if (copies.length > 1) below = over(getComputedStyle(copies[0]).fill, 1, below)
            const found = contrast(over(...paint, below), below)
            if (found < 4.5) wrong.push(`picture: ${called(part)} has a contrast of ${found.toFixed(1)}`)
        }
    }

    // Where the keyboard is, is seen (2.4.7).
    const outline = element => {
        const style = getComputedStyle(element)
        const line = style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2 ? style.outline : ''
        return [line, style.boxShadow].join()
    }
    for (const stop of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
        document.activeElement.blur()
        const before = outline(stop)
        stop.focus({focusVisible: true, preventScroll: true})
        if (document.activeElement == stop && outline(stop) == before) wrong.push(`focus: ${called(stop)} does not show it`)
    }
    document.activeElement.blur()
    return wrong
}
