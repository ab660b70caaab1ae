"""Spillerum: steer a municipality by trust instead of control."""

__version__ = "0.1.0"
