#!/bin/sh
exec qemu-system-x86_64 \
  -machine q35,accel=tcg,kernel-irqchip=off \
  -cpu "max,hv-passthrough" \
  -m 2G \
  -overcommit cpu-pm=on
